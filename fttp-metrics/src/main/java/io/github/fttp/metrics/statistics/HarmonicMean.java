package io.github.fttp.metrics.statistics;

/** The harmonic mean, which one small value pulls down: "model utility" (Maini et al. 2024, TOFU) is that of nine. */
public final class HarmonicMean {
    private HarmonicMean() {}

    /** Computes the mean of values from 0 on, at least one; 0 as soon as one is 0. */
    public static double of(double... values) {
        if (values.length == 0) throw new IllegalArgumentException("a mean needs at least one value");
        double sum = 0;
        for (double value : values) {
            if (!(value >= 0))
                throw new IllegalArgumentException("a harmonic mean is of values from 0 on, got " + value);
            sum += 1 / value; // infinite for 0, which makes the mean 0
        }
        return values.length / sum;
    }
}
