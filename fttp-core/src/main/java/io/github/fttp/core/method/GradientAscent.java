package io.github.fttp.core.method;

/** GA: {@code -mean l} over everything that counts, concept or not. Source: open-unlearning, {@code grad_ascent.py}. */
public record GradientAscent() implements WeightedMethod {
    @Override
    public String name() {
        return "GA";
    }

    @Override
    public float weight(float concept, float probability) {
        return -1;
    }
}
