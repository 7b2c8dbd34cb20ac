package io.github.fttp.metrics.statistics;

import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** Spearman's rank correlation; ties have the mean of their ranks. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * From -1 to 1; NaN for fewer than three pairs, or where one side is the same in all of them.
     *
     * @param x finite
     * @param y as many, finite
     */
    public static double of(double[] x, double[] y) {
        if (x.length != y.length) throw new IllegalArgumentException(x.length + " values beside " + y.length);
        return x.length < 3 ? Double.NaN : new SpearmansCorrelation().correlation(x, y);
    }
}
