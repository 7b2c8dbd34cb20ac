package io.github.fttp.core.method;

import java.util.List;

/** GA: {@code -mean l} over everything that counts, concept or not. Source: open-unlearning, {@code grad_ascent.py}. */
public record GradientAscent() implements WeightedMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<GradientAscent> ENTRY = new MethodEntry<>(
            "ga",
            "Gradient ascent on everything of the forget data, concept or not.",
            "open-unlearning, grad_ascent.py",
            Modality.ALL,
            List.of(),
            values -> new GradientAscent());

    @Override
    public String name() {
        return "GA";
    }

    @Override
    public float weight(float concept, float probability) {
        return -1;
    }
}
