package io.github.fttp.core.image;

/** Shares that each pixel along one direction of the result takes of the source: from {@code first}, {@code count} pixels. */
record Coefficients(int[] first, int[] count, int most, int[] weights) {
    /** Fractional bits of a weight: 32 less 8 of the sample, and 2 for sums beyond 1. */
    static final int BITS = 32 - 8 - 2;

    /** @param start the first of the {@code n} pixels of the result that are wanted, of {@code to} */
    static Coefficients of(Resampling filter, int from, long to, long start, int n) {
        double scale = (double) from / to;
        double widening = Math.max(1, scale);
        double support = filter.support() * widening;
        int most = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[n];
        int[] count = new int[n];
        int[] weights = new int[Math.multiplyExact(n, most)];
        double[] exact = new double[most];
        for (int i = 0; i < n; i++) {
            double centre = (start + i + 0.5) * scale;
            first[i] = Math.max(0, (int) (centre - support + 0.5));
            count[i] = Math.min(from, (int) (centre + support + 0.5)) - first[i];
            double sum = 0;
            for (int k = 0; k < count[i]; k++) {
                exact[k] = filter.weight((k + first[i] - centre + 0.5) * (1 / widening));
                sum += exact[k];
            }
            for (int k = 0; k < count[i]; k++) {
                double weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << BITS);
                weights[i * most + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
        return new Coefficients(first, count, most, weights);
    }

    /** The first pixel of the source that any pixel of the result takes from. */
    int begin() {
        return first[0];
    }

    /** The one behind the last. */
    int end() {
        return first[first.length - 1] + count[count.length - 1];
    }
}
