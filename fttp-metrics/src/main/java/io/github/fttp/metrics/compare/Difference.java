package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much more of each measurement one method has than another that changes the same of a model: run by run, on the same concept
 * with the same draw, where the concept is gone in both. Measurements that are multiples are divided instead.
 *
 * @param method name of the one
 * @param than name of the other
 * @param trains what of the model both change
 * @param places where in the model each does
 * @param pairs runs in which the concept is gone by both
 * @param of how many pairs of runs there are
 * @param figures the differences by name, with intervals over concepts
 */
public record Difference(
        String method,
        String than,
        String trains,
        List<String> places,
        int pairs,
        int of,
        Map<String, Measurement> figures) {
    /** Note on reading them. */
    public static final String LEGEND =
            "Differences run by run, on the same concept with the same draw, of the pairs in which"
                    + " the concept is gone by both methods; multiples are divided. Intervals are over concepts.";

    private static final String ASCENT = "ga";
    private static final String FTTP = "fttp";

    /** {@code FTTP minus GA}. */
    String name() {
        return method + " minus " + than;
    }

    /** What both change, and where: {@code LoRA, first half}, or {@code LoRA, first half and second half}. */
    String changed() {
        String where =
                places.stream().filter(each -> !each.isEmpty()).distinct().collect(Collectors.joining(" and "));
        return where.isEmpty() ? trains : trains + ", " + where;
    }

    /** Whether a row is FTTP, of whatever kind. */
    static boolean isFttp(Summary.Row row) {
        return row.entry().startsWith(FTTP);
    }

    /** Whether a row is plain gradient ascent. */
    static boolean isAscent(Summary.Row row) {
        return row.entry().equals(ASCENT);
    }

    /** Each kind of FTTP minus plain ascent on the same part of a model. */
    static List<Difference> toAscent(Comparison comparison, List<Column> columns, List<Summary.Row> rows) {
        List<Difference> differences = new ArrayList<>();
        for (Summary.Row one : rows) {
            if (!isFttp(one)) continue;
            for (Summary.Row other : rows) {
                if (isAscent(other) && other.trains().equals(one.trains())) {
                    differences.add(between(comparison, columns, one, other));
                }
            }
        }
        return differences;
    }

    private static Difference between(Comparison comparison, List<Column> columns, Summary.Row one, Summary.Row other) {
        List<String> concepts =
                one.runs().stream().map(run -> run.trial().concept()).toList();
        boolean[] both = new boolean[concepts.size()];
        for (int i = 0; i < both.length; i++) both[i] = isGone(comparison, one, i) && isGone(comparison, other, i);
        Map<String, Measurement> figures = new LinkedHashMap<>();
        Pairs pairs = (kind, figure) -> {
            DoubleBinaryOperator minus = kind == Kind.RATIO ? (a, b) -> Math.log(a / b) : (a, b) -> a - b;
            var over = Summary.overConcepts(
                    concepts,
                    i -> both[i] ? minus.applyAsDouble(value(one, i, figure), value(other, i, figure)) : Double.NaN);
            return new Measurement(kind == Kind.RATIO ? Summary.exp(over) : over, kind, Direction.NEITHER);
        };
        figures.put("forgetting", pairs.difference(Kind.SHARE, comparison::forgetting));
        figures.put("utility", pairs.difference(Kind.SHARE, comparison::utility));
        for (double share : Summary.FORGOTTEN) {
            figures.put(Summary.keptAt(share), pairs.difference(Kind.SHARE, (before, after) -> after.keptAt(share)));
        }
        for (Column column : columns) {
            figures.put(column.name(), pairs.difference(column.kind(), (before, after) -> column.value()
                    .applyAsDouble(before, after)));
        }
        int gone = (int) IntStream.range(0, both.length).filter(i -> both[i]).count();
        return new Difference(
                one.name(),
                other.name(),
                one.trains(),
                List.of(one.place(), other.place()),
                gone,
                both.length,
                figures);
    }

    private interface Pairs {
        Measurement difference(Kind kind, RunMean.Figure figure);
    }

    private static boolean isGone(Comparison comparison, Summary.Row row, int run) {
        return comparison.reached(row.befores().get(run), row.runs().get(run));
    }

    private static double value(Summary.Row row, int run, RunMean.Figure figure) {
        return figure.of(row.befores().get(run), row.runs().get(run));
    }
}
