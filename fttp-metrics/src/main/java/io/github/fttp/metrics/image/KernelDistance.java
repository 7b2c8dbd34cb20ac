package io.github.fttp.metrics.image;

/**
 * How far apart two sets of images are, by the squared maximum mean discrepancy of their features (Binkowski et al. 2018,
 * KID): kernel {@code (x y / width + 1)^3}, the unbiased estimate over all pairs, so that it may be below 0 and sets of
 * different sizes can be compared.
 */
public final class KernelDistance {
    private KernelDistance() {}

    /** @param a features, {@code [images][width]}, at least two images
     * @param b likewise, equally wide */
    public static double of(double[][] a, double[][] b) {
        Features.require(a, b, 2);
        double between = 0;
        for (double[] x : a) for (double[] y : b) between += kernel(x, y);
        return within(a) + within(b) - 2 * between / ((double) a.length * b.length);
    }

    /** The mean over all pairs of different images. */
    private static double within(double[]... set) {
        double sum = 0;
        for (int i = 0; i < set.length; i++) {
            for (int j = 0; j < i; j++) sum += 2 * kernel(set[i], set[j]);
        }
        return sum / ((double) set.length * (set.length - 1));
    }

    private static double kernel(double[] x, double[] y) {
        double product = 0;
        for (int i = 0; i < x.length; i++) product += x[i] * y[i];
        double base = product / x.length + 1;
        return base * base * base;
    }
}
