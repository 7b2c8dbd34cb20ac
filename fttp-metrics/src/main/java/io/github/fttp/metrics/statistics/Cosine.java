package io.github.fttp.metrics.statistics;

/** The cosine of the angle between two vectors. */
public final class Cosine {
    private Cosine() {}

    /** From -1 to 1; NaN where one of them is zero. */
    public static double of(float[] x, float... y) {
        double product = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            product += (double) x[i] * y[i];
            xx += (double) x[i] * x[i];
            yy += (double) y[i] * y[i];
        }
        return product / Math.sqrt(xx * yy);
    }
}
