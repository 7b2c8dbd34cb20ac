package io.github.fttp.metrics.compare;

/**
 * Distances of a model that forgot to the oracle, one that was trained without the concept: the aim of forgetting, where it can be
 * had. Each is at least 0, and 0 where both are alike.
 */
public final class Oracle {
    /** The statistic of Kolmogorov and Smirnov between both models' truth ratios. */
    public static final String TRUTHS = "distance to the oracle's truth ratios";
    /** How far what both say or draw where they are asked the same is apart: 1 - ROUGE-L, or 1 - cosine of features. */
    public static final String OUTPUTS = "distance to the oracle's outputs";
    /** How far the losses of both are apart on the same data, mean of absolute differences. */
    public static final String ERRORS = "distance to the oracle's errors";

    private Oracle() {}

    /** Whether a measurement is one of the distances. */
    static boolean isDistance(String measurement) {
        return measurement.equals(TRUTHS) || measurement.equals(OUTPUTS) || measurement.equals(ERRORS);
    }
}
