package io.github.fttp.core.train;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The 95 % interval of a mean over elements that come in samples, whose elements depend on each other: tokens of a text, values
 * of a latent image. Whole samples vary, by the standard error of a ratio of two sums (Cochran 1977, section 2.11) and Student's
 * t with one degree of freedom less than there are samples.
 *
 * @param low the lower end; NaN for fewer than two samples
 * @param high the upper end, likewise
 * @param samples that have such elements
 */
public record SampleInterval(double low, double high, int samples) {
    private static final double TAIL = 0.975;

    /** No ends: how sure the mean is cannot be told. */
    public static SampleInterval unknown(int samples) {
        return new SampleInterval(Double.NaN, Double.NaN, samples);
    }

    /**
     * The interval of {@code sum of sums / sum of counts}.
     *
     * @param sums of each sample's elements
     * @param counts of the same elements; samples without any are left out
     */
    static SampleInterval of(double[] sums, double... counts) {
        double sum = 0;
        double count = 0;
        int samples = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) continue;
            samples++;
            sum += sums[i];
            count += counts[i];
        }
        if (samples < 2) return unknown(samples);
        double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < counts.length; i++) {
            double off = sums[i] - mean * counts[i];
            if (counts[i] != 0) squares += off * off;
        }
        double error = Math.sqrt(squares * samples / (samples - 1)) / count;
        if (!Double.isFinite(error)) return unknown(samples);
        double margin = new TDistribution(samples - 1.0).inverseCumulativeProbability(TAIL) * error;
        return new SampleInterval(mean - margin, mean + margin, samples);
    }

    /** The interval of {@code exp(-x)} of losses, which are at least 0: it ends at 1. */
    SampleInterval expOfNegative() {
        return new SampleInterval(Math.exp(-high), Math.exp(-low), samples).ofShare();
    }

    /** The part of it within {@code [0, 1]}. */
    SampleInterval ofShare() {
        return new SampleInterval(Math.max(0, low), Math.min(1, high), samples);
    }
}
