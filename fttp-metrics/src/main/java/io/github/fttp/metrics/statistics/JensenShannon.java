package io.github.fttp.metrics.statistics;

/** How far the distributions of two samples of ratios are apart. */
public final class JensenShannon {
    private static final int BINS = 10;

    private JensenShannon() {}

    /**
     * The distance of Jensen and Shannon, the root of their divergence in bits, from 0 (alike) to 1 (apart):
     * {@code sqrt(KL(P || M) / 2 + KL(Q || M) / 2)}, {@code M = (P + Q) / 2}. P and Q are the shares of each sample in ten
     * equal bins of {@code r / (1 + r)}.
     *
     * @param x ratios, at least 0; infinite is 1
     * @param y likewise; both have some
     */
    public static double ofRatios(double[] x, double... y) {
        double[] p = shares(x);
        double[] q = shares(y);
        double sum = 0;
        for (int i = 0; i < BINS; i++) {
            double middle = (p[i] + q[i]) / 2;
            sum += term(p[i], middle) / 2 + term(q[i], middle) / 2;
        }
        return Math.sqrt(Math.max(0, sum));
    }

    private static double term(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
    }

    private static double[] shares(double... ratios) {
        if (ratios.length == 0) throw new IllegalArgumentException("a sample of no ratios has no distribution");
        double[] shares = new double[BINS];
        for (double each : ratios) {
            if (!(each >= 0)) throw new IllegalArgumentException("a ratio must be at least 0, was " + each);
            double place = Double.isInfinite(each) ? 1 : each / (1 + each);
            shares[Math.min(BINS - 1, (int) (place * BINS))] += 1.0 / ratios.length;
        }
        return shares;
    }
}
