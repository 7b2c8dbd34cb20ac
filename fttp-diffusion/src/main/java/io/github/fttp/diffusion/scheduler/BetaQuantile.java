package io.github.fttp.diffusion.scheduler;

/**
 * Quantiles of the beta distribution with both parameters 0.6, symmetric about 1/2. Its distribution function is, for
 * {@code x <= 1/2} and up to the factor that makes it 1/2 there, the series
 * {@code x^a sum_n (1 - a)_n / n! x^n / (a + n)}.
 */
final class BetaQuantile {
    private static final double A = 0.6;
    private static final double AT_HALF = series(0.5);

    private BetaQuantile() {}

    /** @param share from 0 to 1 */
    static double of(double share) {
        if (share > 0.5) return 1 - of(1 - share);
        double low = 0;
        double high = 0.5;
        // Halving until the two are neighbours: the function is steep at 0, where Newton's method would overshoot.
        while (true) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) return high;
            if (0.5 * series(middle) / AT_HALF < share) low = middle;
            else high = middle;
            if (high < Double.MIN_NORMAL) return 0;
        }
    }

    private static double series(double x) {
        double sum = 0;
        double factor = 1;
        for (int n = 0; n < 80; n++) {
            sum += factor / (A + n);
            factor *= (1 - A + n) / (n + 1) * x;
        }
        return Math.pow(x, A) * sum;
    }
}
