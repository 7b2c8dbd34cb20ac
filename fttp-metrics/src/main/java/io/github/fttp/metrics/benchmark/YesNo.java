package io.github.fttp.metrics.benchmark;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextObservation;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A question to be answered by yes, which counts as positive, or no; and POPE's figures of such questions.
 *
 * @param yes whether that is right
 * @param said whether the model says so
 */
record YesNo(boolean yes, boolean said) {
    private static final long SEED = 1;

    /** The figures: accuracy, precision, recall, F1, and the share of yes among the answers. */
    static List<Metric<TextObservation>> metrics(String source, Predicate<String> saysYes) {
        return List.of(
                share("accuracy", source, saysYes, each -> true, each -> each.yes == each.said),
                share("precision", source, saysYes, YesNo::said, YesNo::yes),
                share("recall", source, saysYes, YesNo::yes, YesNo::said),
                metric("F1", source, saysYes, YesNo::f1),
                share("share of yes", source, saysYes, each -> true, YesNo::said)
                        .better(Direction.NEITHER));
    }

    private static MetricDefinition<TextObservation> share(
            String name, String source, Predicate<String> saysYes, Predicate<YesNo> counted, Predicate<YesNo> holds) {
        return metric(name, source, saysYes, answers -> {
            double[] values = answers.stream()
                    .filter(counted)
                    .mapToDouble(each -> holds.test(each) ? 1 : 0)
                    .toArray();
            return Interval.ofMean(values, SEED);
        });
    }

    /** 1 is a yes that is right, -1 one that is said or right alone; nothing where there is no yes at all. */
    private static Interval f1(List<YesNo> answers) {
        double[] values = answers.stream()
                .mapToDouble(each -> each.yes && each.said ? 1 : each.yes || each.said ? -1 : 0)
                .toArray();
        return Double.isNaN(f1(values)) ? Interval.NONE : Interval.of(YesNo::f1, values, SEED);
    }

    private static double f1(double... values) {
        double twice = 2 * DoubleStream.of(values).filter(each -> each == 1).count();
        return twice
                / (twice + DoubleStream.of(values).filter(each -> each == -1).count());
    }

    private static MetricDefinition<TextObservation> metric(
            String name, String source, Predicate<String> saysYes, Function<List<YesNo>, Interval> formula) {
        return MetricDefinition.of(
                        TextObservation.class,
                        name,
                        "Of questions to be answered by yes, which counts as positive, or no.",
                        seen -> formula.apply(answers(seen.now(), saysYes)))
                .needs(Requirement.ANSWERS)
                .source(source)
                .kind(Measurement.Kind.SHARE)
                .better(Direction.HIGHER);
    }

    private static List<YesNo> answers(TextObservation of, Predicate<String> saysYes) {
        return IntStream.range(0, of.answers().size())
                .mapToObj(i -> new YesNo(
                        of.samples().get(i).answer().equals("yes"),
                        saysYes.test(of.answers().get(i))))
                .toList();
    }
}
