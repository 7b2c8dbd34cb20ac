package io.github.fttp.metrics.image;

/** Features that networks make of images, a row each. */
final class Features {
    private Features() {}

    /** Refuses sets that cannot be compared: too few rows, or rows of different lengths. */
    static void require(double[][] a, double[][] b, int least) {
        for (double[][] set : new double[][][] {a, b}) {
            if (set.length < least) {
                throw new IllegalArgumentException(
                        "a set of " + set.length + " images is too small, at least " + least + " are needed");
            }
            for (double[] row : set) {
                if (row.length == a[0].length) continue;
                throw new IllegalArgumentException("features of " + row.length + " and " + a[0].length + " values");
            }
        }
    }
}
