package io.github.fttp.metrics.robustness;

import java.util.List;

/** A model that is asked something behind a prefix of tokens, and the loss of the answer that it should have forgotten. */
public interface PrefixedModel extends PrefixGradient {
    /**
     * Whether tokens can stand in the prefix side by side: whether a text exists that the model reads as just these.
     *
     * @param prefix of any length
     */
    boolean allows(int... prefix);

    /** The loss behind each of some prefixes of one length: the smaller, the likelier is the answer. */
    double[] losses(List<int[]> prefixes);
}
