package io.github.fttp.metrics.compare;

import java.util.Collection;

/**
 * A figure and how many things it was taken of.
 *
 * @param value NaN where there was nothing to take it of
 */
public record Score(double value, int size) {
    /** The share of these that are true. */
    public static Score share(Collection<Boolean> hits) {
        long right = hits.stream().filter(hit -> hit).count();
        return new Score(hits.isEmpty() ? Double.NaN : right / (double) hits.size(), hits.size());
    }

    /** The mean of these. */
    public static Score mean(Collection<Double> values) {
        return new Score(
                values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN), values.size());
    }
}
