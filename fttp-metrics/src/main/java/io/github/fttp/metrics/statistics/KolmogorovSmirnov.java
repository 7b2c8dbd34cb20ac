package io.github.fttp.metrics.statistics;

import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;

/**
 * Whether two samples come from one distribution: the two-sample test of Kolmogorov and Smirnov, two-sided.
 *
 * @param statistic the largest distance of the two empirical distribution functions
 * @param p how probable a distance at least as large is under one distribution without ties: exact to the last digits, small
 *     as it may be, for samples whose sizes' product is at most 10^8, asymptotic beyond
 */
public record KolmogorovSmirnov(double statistic, double p) {
    private static final long EXACT = 100_000_000;
    /** Below, the asymptotic value is 1 to five digits and its series would need many terms. */
    private static final double CERTAIN = 0.3;

    private static final int TERMS = 100;

    /** Compares two samples of at least two finite values each. */
    public static KolmogorovSmirnov of(double[] x, double[] y) {
        requireFinite(x);
        requireFinite(y);
        double statistic = new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(x, y);
        boolean countable = (long) x.length * y.length <= EXACT;
        double p = countable ? exact(statistic, x.length, y.length) : asymptotic(statistic, x.length, y.length);
        return new KolmogorovSmirnov(statistic, p);
    }

    private static void requireFinite(double... values) {
        for (double value : values) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a sample holds " + value);
        }
    }

    /**
     * The probability that a random order of both samples, a path from {@code (0, 0)} to {@code (n, m)}, is somewhere as far
     * off as {@code d}: the path to a point comes from its left with {@code i / (i + j)} and from below otherwise. All terms
     * are positive, so nothing cancels out, which it does in Commons Math's {@code 1 - P(D < d)}.
     */
    private static double exact(double d, int n, int m) {
        long far = Math.round(d * n * m);
        double[] column = new double[m + 1]; // probabilities at (i, j)
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                boolean off = Math.abs((long) i * m - (long) j * n) >= far;
                double left = i == 0 ? 0 : i * column[j];
                double below = j == 0 ? 0 : j * column[j - 1];
                column[j] = off ? 1 : i + j == 0 ? 0 : (left + below) / (i + j);
            }
        }
        return column[m];
    }

    /** {@code 2 sum (-1)^(k-1) exp(-2 k^2 t^2)}. */
    private static double asymptotic(double d, double n, double m) {
        double t = d * Math.sqrt(n * m / (n + m));
        if (t < CERTAIN) return 1;
        double sum = 0;
        for (int k = 1; k <= TERMS; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
        return Math.min(1, sum);
    }
}
