package io.github.fttp.core.loss;

/** A signed weight for each element: negative is ascent, away from what the element says; positive is descent. */
@FunctionalInterface
public interface Weighting {
    /**
     * The weight before normalisation.
     *
     * @param concept how much of the concept the element carries, in {@code [0, 1]}
     * @param probability the model's own for the element as it is now, in {@code [0, 1]}; no gradient flows through it
     */
    float weight(float concept, float probability);
}
