package io.github.fttp.examples.api;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.llava.Llava;
import java.nio.file.Path;
import java.util.List;

/** Makes a LLaVA forget a concept with the authors' settings: {@code MODEL conversations.json IMAGES "NAME" OUT}. */
public final class ForgetInLlava {
    private ForgetInLlava() {}

    public static void main(String... args) {
        Path model = Path.of(args[0]);
        List<Conversation> conversations = LlavaConversations.read(Path.of(args[1]), Path.of(args[2]));
        Concept concept = Concept.of(args[3]);
        Path out = Path.of(args[4]);
        try (Llava llava = Llava.open(model);
                Forgotten run = llava.forget(concept, conversations)
                        .with(new Fttp(0.3f, 1)) // ascend on the concept's tokens, descend on all others
                        .train(Lora.rank(128).alpha(256).dropout(0.05))
                        .epochs(3)
                        .run()) {
            System.out.println(run.report().lines());
            run.adapter().write(out.resolve("adapter")); // in PEFT's layout: Python loads it too
            run.report().write(out.resolve("report.html"));
        }
    }
}
