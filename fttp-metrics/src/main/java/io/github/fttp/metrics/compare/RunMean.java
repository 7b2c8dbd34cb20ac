package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean of a figure over runs.
 *
 * @param interval over concepts
 * @param having how many of the runs have the figure as a finite number: one that diverged or never came so far has none
 * @param runs how many runs there are
 */
public record RunMean(Interval interval, int having, int runs) {
    /** The mean of no runs. */
    static final RunMean NONE = new RunMean(Interval.NONE, 0, 0);

    static RunMean of(Interval interval, List<Outcome> befores, List<Outcome> runs, Figure figure) {
        int having = (int) IntStream.range(0, runs.size())
                .filter(i -> Double.isFinite(figure.of(befores.get(i), runs.get(i))))
                .count();
        return new RunMean(interval, having, runs.size());
    }

    /** A value of a run beside the untouched model's. */
    @FunctionalInterface
    interface Figure {
        double of(Outcome before, Outcome after);
    }

    /** {@code 17 of 24 runs of 6 concepts} where not all runs have the figure but some; else empty. */
    public String fewer() {
        if (having == runs || having == 0) return "";
        int concepts = interval.samples();
        return having + " of " + runs + " runs of " + concepts + (concepts == 1 ? " concept" : " concepts");
    }
}
