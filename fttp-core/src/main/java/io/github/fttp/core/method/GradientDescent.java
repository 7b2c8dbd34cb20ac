package io.github.fttp.core.method;

import java.util.List;

/** GD: {@code mean l}, ordinary fine-tuning on the given samples; to train, and to see how fast a concept comes back. */
public record GradientDescent() implements WeightedMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<GradientDescent> ENTRY = new MethodEntry<>(
            "gd",
            "Ordinary fine-tuning on the given data: forgets nothing, for comparison.",
            "open-unlearning, finetune.yaml",
            Modality.ALL,
            List.of(),
            values -> new GradientDescent());

    @Override
    public String name() {
        return "GD";
    }

    @Override
    public float weight(float concept, float probability) {
        return 1;
    }
}
