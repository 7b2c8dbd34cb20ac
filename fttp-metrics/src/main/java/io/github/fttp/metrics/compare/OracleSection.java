package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a report on how near models that forgot come to those that were trained without the concept, and on which
 * measurements tell that.
 */
final class OracleSection {
    private static final String DISTANCES =
            "The oracle is a model that was trained without the concept. Truth ratios are of what is true of the"
                    + " concept: the statistic of Kolmogorov and Smirnov. Outputs: in text 1 - ROUGE-L of the answers, in images 1 - the cosine of"
                    + " the judge's features. Errors: the mean absolute difference of losses. The concept: questions about it or prompts with"
                    + " it, errors under its masks. The rest: questions and prompts without it, errors outside of its masks.";

    private static final String OTHERS =
            " Another oracle: how far from the oracle another model is that was trained without the concept; the mean of all of a concept.";

    static final String CORRELATIONS =
            "Correlations are Spearman's over the runs of all methods within each concept that has an oracle,"
                    + " means over these concepts with their intervals: near 1 or -1, the measurement orders models as the distance does.";

    private static final String OTHER = "another oracle";

    private OracleSection() {}

    /** Adds it, where there are oracles. */
    static void addTo(ReportPage page, String in, List<Summary.Row> rows) {
        List<String> distances = measured(rows);
        if (distances.isEmpty()) return;
        List<Line> lines = lines(rows, distances);
        page.section(in + ": beside models that never met the concept")
                .add(distances(lines, headings(rows, distances)))
                .add(judged(rows, distances))
                .note(note(lines) + " " + CORRELATIONS);
    }

    /** Lists the distances that runs have; none without oracles. */
    static List<String> measured(List<Summary.Row> rows) {
        return Oracle.DISTANCES.stream()
                .filter(name -> rows.stream()
                        .flatMap(row -> row.runs().stream())
                        .anyMatch(run -> run.figures().containsKey(name)))
                .toList();
    }

    /**
     * A line of the distances.
     *
     * @param trains what trained
     * @param distances in their order; {@link Interval#NONE} where one was not measured
     * @param ofOracles whether it is of other oracles, and of no method
     */
    record Line(String label, String trains, List<Interval> distances, boolean ofOracles) {}

    /** Lists how far each row is from the oracles; in front of the untouched model's row other oracles, where there are some. */
    static List<Line> lines(List<Summary.Row> rows, List<String> distances) {
        List<Line> lines = new ArrayList<>();
        for (Summary.Row row : rows) {
            List<Interval> own = intervals(row, distances);
            List<Interval> others =
                    intervals(row, distances.stream().map(Oracle::ofAnother).toList());
            int having = most(others);
            String label = having < most(own) ? OTHER + " (of " + having + " of " + most(own) + " concepts)" : OTHER;
            if (having > 0) lines.add(new Line(label, "", others, true));
            lines.add(new Line(row.label(), row.changed(), own, false));
        }
        return lines;
    }

    private static List<Interval> intervals(Summary.Row row, List<String> names) {
        return names.stream().map(name -> Summary.figure(row.runs(), name)).toList();
    }

    private static int most(List<Interval> intervals) {
        return intervals.stream().mapToInt(Interval::samples).max().orElse(0);
    }

    /** Says what lines of distances are. */
    static String note(List<Line> lines) {
        return lines.stream().anyMatch(Line::ofOracles) ? DISTANCES + OTHERS : DISTANCES;
    }

    /** The headings of distances, each with how much is asked in a run. */
    static List<String> headings(List<Summary.Row> rows, List<String> distances) {
        return distances.stream().map(name -> name + Summary.size(rows, name)).toList();
    }

    private static Table distances(List<Line> lines, List<String> headings) {
        List<String> header = new ArrayList<>(List.of("method"));
        header.addAll(headings);
        List<List<Cell>> table = new ArrayList<>();
        for (Line line : lines) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(line.label())));
            for (Interval distance : line.distances()) {
                cells.add(Cell.of(new Measurement(distance, Kind.PLAIN, Direction.LOWER)));
            }
            table.add(cells);
        }
        return new Table(header, table);
    }

    private static Table judged(List<Summary.Row> rows, List<String> distances) {
        List<List<Cell>> lines = new ArrayList<>();
        correlations(runs(rows), distances).forEach((metric, values) -> {
            List<Cell> cells = new ArrayList<>(
                    List.of(Cell.text(metric), Cell.number(String.valueOf(WithinConcepts.mostPairs(values)))));
            for (WithinConcepts value : values) {
                cells.add(Cell.of(new Measurement(value.mean(), Kind.PLAIN, Direction.NEITHER)));
            }
            lines.add(cells);
        });
        return new Table(judgedHeader(distances), lines);
    }

    /** Returns the header of the correlations. */
    static List<String> judgedHeader(List<String> distances) {
        List<String> header = new ArrayList<>(List.of("measurement", "runs"));
        distances.forEach(each -> header.add("correlation with the " + each));
        return header;
    }

    /** Returns all runs of methods. */
    static List<Outcome> runs(List<Summary.Row> rows) {
        return rows.stream()
                .filter(row -> !row.ofUntouched())
                .flatMap(row -> row.runs().stream())
                .toList();
    }

    /** Correlations of each measurement with each distance, the strongest first. */
    static Map<String, List<WithinConcepts>> correlations(List<Outcome> runs, List<String> distances) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(run.figures().keySet()));
        names.removeIf(name -> Oracle.DISTANCES.contains(name) || Collateral.isOfOther(name));
        Map<String, List<WithinConcepts>> correlations = new LinkedHashMap<>();
        for (String name : names) {
            List<WithinConcepts> values = distances.stream()
                    .map(distance -> correlation(runs, name, distance))
                    .toList();
            if (strength(values) > 0) correlations.put(name, values);
        }
        Map<String, List<WithinConcepts>> sorted = new LinkedHashMap<>();
        correlations.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, List<WithinConcepts>> each) -> -strength(each.getValue())))
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }

    private static double strength(List<WithinConcepts> values) {
        return values.stream()
                .mapToDouble(each -> Math.abs(each.mean().value()))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    private static WithinConcepts correlation(List<Outcome> runs, String metric, String distance) {
        return WithinConcepts.of(
                runs.stream().map(run -> run.trial().concept()).toList(),
                runs.stream().mapToDouble(run -> value(run, metric)).toArray(),
                runs.stream().mapToDouble(run -> value(run, distance)).toArray());
    }

    private static double value(Outcome run, String name) {
        Score score = run.figures().get(name);
        return score == null ? Double.NaN : score.value();
    }
}
