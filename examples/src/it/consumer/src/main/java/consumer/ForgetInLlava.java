package consumer;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.llava.Llava;
import java.nio.file.Path;
import java.util.List;

/** Makes a LLaVA forget a concept with settings of the authors: {@code MODEL conversations.json IMAGES "NAME" OUT}. */
public class ForgetInLlava {
    public static void main(String... args) {
        List<Conversation> data = LlavaConversations.read(Path.of(args[1]), Path.of(args[2]));
        Path out = Path.of(args[4]);
        try (Llava llava = Llava.open(Path.of(args[0])); // such as llava-1.5-7b-hf
                Forgotten run = llava.forget(Concept.of(args[3]), data)
                        .with(new Fttp(0.3f, 1)) // ascend on the concept's tokens, descend on all others
                        .train(Lora.rank(128).alpha(256).dropout(0.05))
                        .epochs(3)
                        .run()) {
            System.out.println(run.report().lines());
            run.adapter().write(out.resolve("adapter")); // PEFT's layout, loads in Python too
            run.report().write(out.resolve("report.html"));
        }
    }
}
