package io.github.fttp.core.method;

/** GD: {@code mean l}, ordinary fine-tuning on the given samples; to teach, and to see how fast a concept comes back. */
public record GradientDescent() implements WeightedMethod {
    @Override
    public String name() {
        return "GD";
    }

    @Override
    public float weight(float concept, float probability) {
        return 1;
    }
}
