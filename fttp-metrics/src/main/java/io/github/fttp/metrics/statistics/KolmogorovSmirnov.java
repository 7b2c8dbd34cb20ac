package io.github.fttp.metrics.statistics;

import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * Whether two samples come from one distribution: the two-sample test of Kolmogorov and Smirnov, two-sided.
 *
 * @param statistic the largest distance of the two empirical distribution functions
 * @param p how probable a distance at least as large is under one distribution: exact where the number of orders is a
 *     finite double (up to about 500 values each), asymptotic beyond
 */
public record KolmogorovSmirnov(double statistic, double p) {
    /** Compares two samples of at least two values each. */
    public static KolmogorovSmirnov of(double[] x, double[] y) {
        KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
        double statistic = test.kolmogorovSmirnovStatistic(x, y);
        // The test itself turns to the asymptotic value early, and breaks ties at random.
        boolean countable = Double.isFinite(CombinatoricsUtils.binomialCoefficientLog(x.length + y.length, x.length))
                && CombinatoricsUtils.binomialCoefficientLog(x.length + y.length, x.length)
                        < Math.log(Double.MAX_VALUE);
        double p = countable
                ? test.exactP(statistic, x.length, y.length, false)
                : test.approximateP(statistic, x.length, y.length);
        return new KolmogorovSmirnov(statistic, Math.min(1, Math.max(0, p)));
    }
}
