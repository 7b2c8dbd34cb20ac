package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.DataSet;
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

/** What a task's metrics come to in a comparison: columns, measurements by name, and the two numbers of the trade-off. */
public final class TaskColumns {
    private TaskColumns() {}

    /** A column for each metric on each set that it can be measured on, with the goals of the task. */
    public static List<Column> of(List<? extends Metric<?>> metrics, Set<DataSet> sets, List<TaskGoal> goals) {
        List<Column> columns = new ArrayList<>();
        for (DataSet set : sets) {
            for (Metric<?> metric : metrics) {
                if (!metric.roles().contains(set.role())) continue;
                String name = name(set, metric.name());
                Column column = new Column(name, Optional.empty(), metric.kind(), (before, after) -> value(after, name)
                        .orElse(Double.NaN));
                for (TaskGoal goal : goals) {
                    if (name(goal.set(), goal.metric()).equals(name)) column = column.aim(goal.goal());
                }
                columns.add(column);
            }
        }
        return columns;
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

    /**
     * How much of a metric that falls as something is lost is left, {@code min(1, after / before)}: the harmonic mean over the
     * sets that have it; 1 where none has.
     */
    public static double left(Outcome before, Outcome after, String metric, Set<DataSet> sets) {
        return kept(before, after, metric, sets, false);
    }

    /** Likewise of a metric that grows as something is lost, {@code min(1, before / after)}. */
    public static double leftOfInverse(Outcome before, Outcome after, String metric, Set<DataSet> sets) {
        return kept(before, after, metric, sets, true);
    }

    private static double kept(Outcome before, Outcome after, String metric, Set<DataSet> sets, boolean inverse) {
        List<Double> left = new ArrayList<>();
        for (DataSet set : sets) {
            OptionalDouble was = value(before, name(set, metric));
            OptionalDouble is = value(after, name(set, metric));
            if (was.isEmpty() || is.isEmpty()) continue;
            double share = inverse ? was.getAsDouble() / is.getAsDouble() : is.getAsDouble() / was.getAsDouble();
            left.add(Double.isFinite(share) ? Math.min(1, share) : 1);
        }
        if (left.isEmpty()) return 1;
        return HarmonicMean.of(left.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
