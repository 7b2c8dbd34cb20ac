package io.github.fttp.diffusion.scheduler;

/** Checks of samples that come as arrays. */
final class Samples {
    private Samples() {}

    /** How many values each of {@code batch} samples has, in two arrays of one shape. */
    static int each(float[] first, float[] second, int batch) {
        requireSame(first, second, "noise");
        if (batch < 1 || first.length % batch != 0) {
            throw new IllegalArgumentException(
                    first.length + " values must be a multiple of the number of time steps, was " + batch);
        }
        return first.length / batch;
    }

    static void requireSame(float[] sample, float[] other, String name) {
        if (other.length != sample.length) {
            throw new IllegalArgumentException(
                    name + " must have as many values as the sample, " + sample.length + ", was " + other.length);
        }
    }
}
