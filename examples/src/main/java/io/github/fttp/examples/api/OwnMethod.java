package io.github.fttp.examples.api;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.WeightedMethod;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.llava.Llava;
import java.nio.file.Path;
import java.util.List;

/** Forgets by a method of one's own, from registering it to its report: {@code MODEL conversations.json IMAGES "NAME" OUT}. */
public final class OwnMethod {
    private OwnMethod() {}

    /**
     * Ascent that spares what is likely: {@code w = -alpha m (1 - p) + (1 - m)}.
     *
     * @param alpha pull away from the concept, at least 0
     */
    record Softened(float alpha) implements WeightedMethod {
        private static final Setting<Float> ALPHA =
                Setting.atLeast(0, "alpha", "pull away from the concept").standard(1f, "ours");

        static final MethodEntry<Softened> ENTRY = new MethodEntry<>(
                "softened",
                "Ascent that spares what is likely.",
                "an example",
                Modality.ALL,
                List.of(ALPHA),
                values -> new Softened(values.get(ALPHA)));

        Softened {
            ALPHA.check(alpha);
        }

        @Override
        public String name() {
            return "softened";
        }

        @Override
        public float weight(float concept, float probability) {
            return -alpha * concept * (1 - probability) + (1 - concept);
        }
    }

    public static void main(String... args) {
        Methods.register(Softened.ENTRY); // by a MethodProvider, every command knows it too
        try (Llava llava = Llava.open(Path.of(args[0]));
                Forgotten run = llava.forget(
                                Concept.of(args[3]), LlavaConversations.read(Path.of(args[1]), Path.of(args[2])))
                        .with(Methods.parse("softened:alpha=0.5", Modality.TEXT))
                        .train(Lora.rank(16))
                        .epochs(3)
                        .run()) {
            run.report().write(Path.of(args[4])); // names the method with its settings
        }
    }
}
