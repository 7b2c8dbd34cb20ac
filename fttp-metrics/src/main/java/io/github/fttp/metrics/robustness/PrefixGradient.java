package io.github.fttp.metrics.robustness;

/** A model that is given a prefix of tokens, and how the loss of what it should have forgotten depends on them. */
public interface PrefixGradient {
    /** The tokens of the vocabulary that a prefix may be made of. */
    int[] tokens();

    /** The gradient of the loss by a weight for each token of the whole vocabulary in each place, {@code [places][V]}. */
    float[][] gradient(int... prefix);
}
