package io.github.fttp.core.method;

/** A mean that more can be added to. */
public record Mean(double sum, double count) {
    /** Computes the mean of all of both. */
    public Mean plus(Mean other) {
        return new Mean(sum + other.sum, count + other.count);
    }

    /** NaN of nothing. */
    public double value() {
        return sum / count;
    }
}
