package io.github.fttp.metrics.statistics;

import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/** The area under the receiver operating characteristic. */
public final class Auc {
    private Auc() {}

    /**
     * The probability that a positive has a larger score than a negative, ties counted half: 0.5 where scores tell nothing.
     *
     * @param positives at least one, none of them NaN
     * @param negatives likewise
     */
    public static double of(double[] positives, double[] negatives) {
        if (positives.length == 0 || negatives.length == 0) {
            throw new IllegalArgumentException(
                    "an area needs scores of both kinds, got " + positives.length + " and " + negatives.length);
        }
        double[] all = DoubleStream.concat(DoubleStream.of(positives), DoubleStream.of(negatives))
                .toArray();
        double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(all);
        double n = positives.length;
        double sum = DoubleStream.of(ranks).limit(positives.length).sum();
        return (sum - n * (n + 1) / 2) / (n * negatives.length);
    }
}
