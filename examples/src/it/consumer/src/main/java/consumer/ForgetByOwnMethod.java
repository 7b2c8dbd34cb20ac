package consumer;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.report.EvaluationReport;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.llava.Llava;
import java.nio.file.Path;

/** Forgets by a method of one's own and measures by a metric of one's own: {@code MODEL conversations.json IMAGES "NAME" OUT}. */
public class ForgetByOwnMethod {
    public static void main(String... args) {
        Metrics.register(WordsOfAnAnswer.DEFINITION); // by a call; the method is known by its provider
        Concept concept = Concept.of(args[3]);
        var data = LlavaConversations.read(Path.of(args[1]), Path.of(args[2]));
        Path out = Path.of(args[4]);
        try (Llava llava = Llava.open(Path.of(args[0]))) {
            var evaluation = llava.evaluate(concept).on(DataSet.FORGET, data);
            var before = evaluation.observe();
            try (Forgotten run = llava.forget(concept, data)
                    .with(Methods.parse("fading:alpha=2", Modality.TEXT))
                    .train(Lora.rank(16))
                    .optimizer(AdamW.rate(3e-3))
                    .steps(30)
                    .run()) {
                EvaluationReport after = evaluation.before(before).run(); // while the run is open
                System.out.println(after.lines());
                run.report().write(out.resolve("report.html"));
                after.write(out.resolve("evaluation.html"));
                Json.write(out.resolve("evaluation.json"), after.json());
            }
        }
    }
}
