package consumer;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.diffusion.ImageRun;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.metrics.report.EvaluationReport;
import java.nio.file.Path;

/** Makes a Stable Diffusion forget a concept and measures what it lost: {@code MODEL IMAGES SIZE "NAME" OUT}. */
public class ForgetInStableDiffusion {
    public static void main(String... args) {
        Concept concept = Concept.of(args[3]);
        ConceptImages images = ConceptImages.in(Path.of(args[1])).size(Integer.parseInt(args[2]));
        Path out = Path.of(args[4]);
        try (StableDiffusion model = StableDiffusion.open(Path.of(args[0]))) {
            var evaluation = model.evaluate(concept, images);
            var before = evaluation.observe();
            ImageRun run = model.forget(concept, images)
                    .with(new Fttp(30, 55)) // ascend under the masks, descend outside
                    .train(TrainedPart.lora(16))
                    .optimizer(Adam.rate(2e-3)) // the authors' 1e-5 is for all weights of a large model
                    .steps(20)
                    .run();
            run.write(out); // pytorch_lora_weights.safetensors, loads in diffusers too
            run.report().write(out.resolve("report.html"));
            EvaluationReport after = evaluation.before(before).run();
            System.out.println(after.lines());
            after.write(out.resolve("evaluation.html"));
            Json.write(out.resolve("evaluation.json"), after.json());
        }
    }
}
