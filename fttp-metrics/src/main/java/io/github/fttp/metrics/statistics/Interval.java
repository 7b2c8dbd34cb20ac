package io.github.fttp.metrics.statistics;

import io.github.fttp.core.train.SampleInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * A statistic of a sample with its 95 % interval.
 *
 * @param value of the sample itself
 * @param low the lower end of the interval; NaN for a single value, or where the statistic of a sample drawn from these is NaN
 * @param high the upper end
 * @param samples how many values, or groups of them, it is made of
 */
public record Interval(double value, double low, double high, int samples) {
    /** No value: there was nothing to take one of. */
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN, 0);

    private static final int RESAMPLES = 2000;
    /** Samples by which it is told how much of a variance is of one of several. */
    private static final int PARTS = 200;

    private static final double COVERED = 95;
    private static final int BLOCKS = 20;

    /** A number computed from a sample, such as its mean. */
    @FunctionalInterface
    public interface Statistic {
        double of(double... values);
    }

    /** The mean, with the interval of {@link #of(Statistic, double[], long)}; {@link #NONE} of no values. */
    public static Interval ofMean(double[] values, long seed) {
        return values.length == 0 ? NONE : of(StatUtils::mean, values, seed);
    }

    /**
     * Estimates an interval of any statistic from those of 2,000 samples drawn from these with replacement: the expanded percentile
     * bootstrap (Hesterberg 2015, What Teachers Should Know About the Bootstrap). Plain percentiles are too narrow for few values:
     * the ends are taken so much further out as Student's t with n - 1 degrees of freedom, and a variance over n - 1, ask for of
     * normal values. Of two values they are the values, of which no bootstrap can tell more.
     */
    public static Interval of(Statistic statistic, double[] values, long seed) {
        return ofGroups(
                statistic,
                DoubleStream.of(values).mapToObj(value -> new double[] {value}).toList(),
                seed);
    }

    /**
     * Estimates likewise of values that come in groups, such as the tokens of a text, which depend on each other: whole
     * groups are drawn.
     *
     * @param groups at least one; the statistic is of all their values together
     * @return with the number of groups as {@link #samples}
     */
    public static Interval ofGroups(Statistic statistic, List<double[]> groups, long seed) {
        int count = groups.size();
        if (count == 0) throw new IllegalArgumentException("an interval needs at least one value");
        double value = statistic.of(together(groups));
        if (count == 1) return new Interval(value, Double.NaN, Double.NaN, 1);
        RandomDataGenerator random = new RandomDataGenerator(new Well19937c(seed));
        double[] resampled = new double[RESAMPLES];
        List<double[]> drawn = new ArrayList<>();
        for (int i = 0; i < resampled.length; i++) {
            drawn.clear();
            for (int j = 0; j < count; j++) drawn.add(groups.get(random.nextInt(0, count - 1)));
            resampled[i] = statistic.of(together(drawn));
            if (Double.isNaN(resampled[i])) return new Interval(value, Double.NaN, Double.NaN, count);
        }
        return percentiles(value, resampled, count, count - 1.0);
    }

    /** A mean over elements, with the interval that is known of it. */
    public static Interval of(double value, SampleInterval ends) {
        return new Interval(value, ends.low(), ends.high(), ends.samples());
    }

    /** A value by itself: how sure it is cannot be told. */
    public static Interval exact(double value, int samples) {
        return new Interval(value, Double.NaN, Double.NaN, samples);
    }

    /** A number computed from several samples together, given for each of them the numbers of its members, from 0. */
    @FunctionalInterface
    public interface JointStatistic {
        double of(int[]... members);
    }

    /**
     * The expanded percentile bootstrap of a statistic of several samples, each of which is drawn anew by itself; expanded
     * for as many degrees of freedom as Satterthwaite (1946) gives their parts of the variance.
     *
     * @param sizes of the samples, at least 1 each; without ends where none has two members
     * @return with the sum of the sizes as {@link #samples}
     */
    public static Interval ofSamples(JointStatistic statistic, long seed, int... sizes) {
        if (IntStream.of(sizes).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("an interval needs at least one value");
        }
        int[][] members = all(sizes);
        int all = IntStream.of(sizes).sum();
        double value = statistic.of(members);
        if (all == sizes.length) return exact(value, all);
        RandomDataGenerator random = new RandomDataGenerator(new Well19937c(seed));
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < resampled.length; i++) {
            for (int[] sample : members) draw(sample, random);
            resampled[i] = statistic.of(members);
            if (Double.isNaN(resampled[i])) return exact(value, all);
        }
        return percentiles(value, resampled, all, freedom(statistic, random, sizes));
    }

    private static double freedom(JointStatistic statistic, RandomDataGenerator random, int... sizes) {
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 1) continue;
            int[][] members = all(sizes);
            double[] alone = new double[PARTS];
            for (int k = 0; k < PARTS; k++) {
                draw(members[i], random);
                alone[k] = statistic.of(members);
            }
            double variance = StatUtils.populationVariance(alone);
            sum += variance;
            weighted += variance * variance / (sizes[i] - 1);
        }
        // Where nothing varies there is nothing to expand.
        return weighted > 0 ? sum * sum / weighted : IntStream.of(sizes).sum() - 1.0;
    }

    private static int[][] all(int... sizes) {
        return IntStream.of(sizes)
                .mapToObj(size -> IntStream.range(0, size).toArray())
                .toArray(int[][]::new);
    }

    private static void draw(int[] members, RandomDataGenerator random) {
        if (members.length == 1) return;
        for (int j = 0; j < members.length; j++) members[j] = random.nextInt(0, members.length - 1);
    }

    /**
     * The jackknife (Tukey 1958), for statistics that samples with repetitions distort, such as how many different ones there are:
     * it is computed without each of at most 20 blocks in turn, and the ends are as many standard errors away from it as Student's t
     * with one degree of freedom less than there are blocks asks for.
     *
     * @param statistic of some of the items, in their order
     * @return with the number of items as {@link #samples}; without ends for fewer than three
     */
    public static <T> Interval jackknife(ToDoubleFunction<List<T>> statistic, List<T> items) {
        double value = statistic.applyAsDouble(items);
        int blocks = Math.min(BLOCKS, items.size());
        if (items.size() < 3) return exact(value, items.size());
        double[] without = new double[blocks];
        for (int block = 0; block < blocks; block++) {
            List<T> left = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) if (i % blocks != block) left.add(items.get(i));
            without[block] = statistic.applyAsDouble(left);
        }
        double error = Math.sqrt((blocks - 1.0) * StatUtils.populationVariance(without));
        if (!Double.isFinite(error)) return exact(value, items.size());
        double away = error * student(blocks - 1);
        return new Interval(value, value - away, value + away, items.size());
    }

    /** With ends at these at most: those of what the statistic can be. */
    public Interval within(double least, double most) {
        return new Interval(value, Math.max(low, least), Math.min(high, most), samples);
    }

    /** Gives it another number of samples: of the values that the groups hold, say. */
    public Interval of(int count) {
        return new Interval(value, low, high, count);
    }

    private static Interval percentiles(double value, double[] resampled, int samples, double freedom) {
        Percentile percentile = new Percentile();
        percentile.setData(resampled);
        double tail = tail(freedom);
        return new Interval(value, percentile.evaluate(tail), percentile.evaluate(100 - tail), samples);
    }

    /** Gives how many percent of the statistics of resamples are to lie beyond each end. */
    private static double tail(double freedom) {
        double t = student(freedom);
        double beyond = new NormalDistribution().cumulativeProbability(-t * Math.sqrt((freedom + 1) / freedom));
        return Math.max(100 * beyond, Double.MIN_NORMAL); // 0 is no percentile
    }

    /** Gives how many standard errors Student's t puts between a mean and each end. */
    private static double student(double freedom) {
        return -new TDistribution(freedom).inverseCumulativeProbability((100 - COVERED) / 200);
    }

    private static double[] together(List<double[]> groups) {
        double[] all =
                new double[groups.stream().mapToInt(group -> group.length).sum()];
        int next = 0;
        for (double[] group : groups) {
            System.arraycopy(group, 0, all, next, group.length);
            next += group.length;
        }
        return all;
    }
}
