package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.text.Nearest;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.statistics.HarmonicMean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Columns of a task's metrics in a comparison: columns, measurements by name, and the two numbers of the trade-off. */
public final class TaskColumns {
    private TaskColumns() {}

    /**
     * A column for each metric on each set that it can be measured on, with the goals of the task.
     *
     * @throws BadData if a goal is of another measurement
     */
    public static List<Column> of(List<? extends Metric<?>> metrics, Set<DataSet> sets, List<TaskGoal> goals) {
        List<Column> columns = new ArrayList<>();
        for (DataSet set : sets) {
            for (Metric<?> metric : metrics) {
                if (!metric.roles().contains(set.role())) continue;
                String name = name(set, metric.name());
                columns.add(optional(name, metric.kind()));
            }
        }
        return aimed(columns, goals);
    }

    /**
     * The columns of an own kind of measurements that a task names as its metrics, in its order, with its goals.
     *
     * @param known all that there are; all are taken where the task names none
     * @throws BadData if the task names another one, or a goal is of another one
     */
    public static List<Column> of(List<Column> known, ComparisonTask task) {
        if (task.metrics().isEmpty()) return aimed(known, task.goals());
        List<Column> columns = task.metrics().stream()
                .map(name -> known.get(index(known, name, "metric")))
                .toList();
        return aimed(columns, task.goals());
    }

    /** A column of what not every run has measured. */
    private static Column optional(String name, Measurement.Kind kind) {
        return new Column(name, name, Optional.empty(), kind, (before, after) -> value(after, name)
                .orElse(Double.NaN));
    }

    private static List<Column> aimed(List<Column> columns, List<TaskGoal> goals) {
        List<Column> aimed = new ArrayList<>(columns);
        for (TaskGoal goal : goals) {
            int index = index(columns, goal.measurement(), "goal's measurement");
            aimed.set(index, aimed.get(index).aim(goal.goal()));
        }
        return aimed;
    }

    private static int index(List<Column> columns, String figure, String what) {
        List<String> figures = columns.stream().map(Column::figure).toList();
        int index = figures.indexOf(figure);
        if (index >= 0) return index;
        throw new BadData(
                what + " \"" + figure + "\"",
                "is not measured"
                        + Nearest.to(figure, figures)
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse("; there are " + String.join(", ", figures)));
    }

    /** Measurements by name, as an outcome keeps them. */
    public static Map<String, Score> scores(Measurements measured) {
        Map<String, Score> scores = new LinkedHashMap<>();
        measured.forEach((name, each) -> scores.put(name, score(each)));
        return scores;
    }

    private static Score score(Measurement measured) {
        return new Score(measured.value(), measured.samples());
    }

    private static String name(DataSet set, String metric) {
        return set.name() + "/" + metric;
    }

    private static OptionalDouble value(Outcome outcome, String name) {
        Score score = outcome.figures().get(name);
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score.value());
    }

    /** Finds the sets of which a metric was measured: prompts alone have no image that errs. */
    public static Set<DataSet> measured(Outcome outcome, String metric, Set<DataSet> sets) {
        return sets.stream()
                .filter(set -> value(outcome, name(set, metric)).isPresent())
                .collect(Collectors.toSet());
    }

    /**
     * How much of a metric is left: the harmonic mean over the sets that have it, so that one where it is lost counts; 1
     * where there was nothing to lose.
     *
     * @param better which way of the metric more is known: of {@link Direction#HIGHER} {@code min(1, after / before)} is left, else
     *     {@code min(1, before / after)}
     */
    public static double left(Outcome before, Outcome after, String metric, Direction better, Set<DataSet> sets) {
        double[] left = shares(before, after, metric, better, sets);
        return left.length == 0 ? 1 : HarmonicMean.of(left);
    }

    /**
     * How much of a metric is gone: the harmonic mean over the sets that have it, so that one where it is left counts; 1
     * where there was nothing to lose.
     */
    public static double gone(Outcome before, Outcome after, String metric, Direction better, Set<DataSet> sets) {
        double[] left = shares(before, after, metric, better, sets);
        if (left.length == 0) return 1;
        return HarmonicMean.of(DoubleStream.of(left).map(each -> 1 - each).toArray());
    }

    /** Takes the share that is left of each set that had something of the metric. */
    private static double[] shares(Outcome before, Outcome after, String metric, Direction better, Set<DataSet> sets) {
        return sets.stream()
                .map(set -> name(set, metric))
                .filter(name ->
                        value(before, name).orElse(0) > 0 && value(after, name).isPresent())
                .mapToDouble(name -> share(before.value(name), after.value(name), better))
                .toArray();
    }

    /** 0 of what is no number any more: weights that are broken keep nothing. */
    private static double share(double was, double is, Direction better) {
        if (!Double.isFinite(is)) return 0;
        return Math.min(1, better == Direction.LOWER ? was / is : is / was);
    }
}
