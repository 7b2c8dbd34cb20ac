package io.github.fttp.metrics.compare;

import java.util.List;

/**
 * Distances of a model that forgot to the oracle, one that was trained without the concept: the aim of forgetting, where it can be
 * had. Each is at least 0, and 0 where both are alike.
 */
public final class Oracle {
    /** The statistic of Kolmogorov and Smirnov between both models' truth ratios. */
    public static final String TRUTHS = "distance to the oracle's truth ratios";
    /** Distance of what both say or draw where they are asked the same: 1 - ROUGE-L, or 1 - cosine of features. */
    public static final String OUTPUTS = "distance to the oracle's outputs";
    /** Distance of the losses of both on the same data, mean of absolute differences. */
    public static final String ERRORS = "distance to the oracle's errors";

    /** All distances, in the order of reports. */
    static final List<String> DISTANCES = List.of(TRUTHS, OUTPUTS, ERRORS);

    private Oracle() {}
}
