package io.github.fttp.metrics.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * A figure with how sure it is.
 *
 * @param value of the sample itself
 * @param low the lower end of the interval; NaN for a single value, or where the figure of a sample drawn from these is NaN
 * @param high the upper end
 * @param samples how many values, or groups of them, it is made of
 */
public record Interval(double value, double low, double high, int samples) {
    /** Of nothing. */
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN, 0);

    private static final int RESAMPLES = 2000;
    private static final double COVERED = 95;

    /** A figure of a sample. */
    @FunctionalInterface
    public interface Figure {
        double of(double... values);
    }

    /** The mean, with the interval that holds 95 % of the means of 2,000 samples drawn from these with replacement. */
    public static Interval ofMean(double[] values, long seed) {
        return of(StatUtils::mean, values, seed);
    }

    /** The same of any figure (Efron 1979, the percentile bootstrap). */
    public static Interval of(Figure figure, double[] values, long seed) {
        return ofGroups(
                figure,
                DoubleStream.of(values).mapToObj(value -> new double[] {value}).toList(),
                seed);
    }

    /**
     * The same of values that come in groups, such as the tokens of a text, which depend on each other: whole groups are drawn.
     *
     * @param groups at least one; the figure is of all their values together
     * @return with the number of groups as {@link #samples}
     */
    public static Interval ofGroups(Figure figure, List<double[]> groups, long seed) {
        int count = groups.size();
        if (count == 0) throw new IllegalArgumentException("an interval needs at least one value");
        double value = figure.of(together(groups));
        if (count == 1) return new Interval(value, Double.NaN, Double.NaN, 1);
        RandomDataGenerator random = new RandomDataGenerator(new Well19937c(seed));
        double[] figures = new double[RESAMPLES];
        List<double[]> drawn = new ArrayList<>();
        for (int i = 0; i < figures.length; i++) {
            drawn.clear();
            for (int j = 0; j < count; j++) drawn.add(groups.get(random.nextInt(0, count - 1)));
            figures[i] = figure.of(together(drawn));
            if (Double.isNaN(figures[i])) return new Interval(value, Double.NaN, Double.NaN, count);
        }
        Percentile percentile = new Percentile();
        percentile.setData(figures);
        double tail = (100 - COVERED) / 2;
        return new Interval(value, percentile.evaluate(tail), percentile.evaluate(100 - tail), count);
    }

    private static double[] together(List<double[]> groups) {
        return groups.stream().flatMapToDouble(DoubleStream::of).toArray();
    }
}
