package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The runs of each method taken together.
 *
 * @param columns of the main table
 * @param rows a method each, the untouched model first
 */
public record Summary(List<Column> columns, List<Row> rows) {
    /** Meaning of stars in tables mean. */
    public static final String LEGEND =
            "* reaches the goal. Rows that goals refer to, and methods of which runs diverged or failed, get no star.";

    private static final long SEED = 1;

    /**
     * A method.
     *
     * @param name as reports call it
     * @param given what it had beside the samples to forget
     * @param setting that was chosen
     * @param intervals one a column, over the runs
     * @param forgetting how far concepts are gone
     * @param utility how much of the rest is left
     * @param runs of it
     * @param attacked what attacks brought back
     * @param collateral what became of every other concept
     * @param overForgetting signs that more than the concept went
     * @param seconds mean of a run
     * @param peakBytes the most of any run
     */
    public record Row(
            String name,
            String given,
            Setting setting,
            List<Interval> intervals,
            Interval forgetting,
            Interval utility,
            List<Outcome> runs,
            Attacked attacked,
            Collateral collateral,
            OverForgetting overForgetting,
            double seconds,
            long peakBytes) {
        /** The name, and how many of its runs failed or ended in weights that are no numbers: those have no figures. */
        String label() {
            return name + some(Outcome::hasDiverged, "diverged") + some(Outcome::hasFailed, "failed");
        }

        private String some(Predicate<Outcome> which, String did) {
            long count = runs.stream().filter(which).count();
            return count == 0 ? "" : " (" + count + " of " + runs.size() + " runs " + did + ")";
        }

        private boolean isWhole() {
            return runs.stream().noneMatch(run -> run.hasDiverged() || run.hasFailed());
        }
    }

    public static Summary of(Comparison comparison, Ledger<Outcome> results, Ledger<Cost> costs) {
        Map<ComparedMethod, List<Trial>> trials = new LinkedHashMap<>();
        Map<ComparedMethod, Setting> chosen = comparison.chosen(results);
        chosen.keySet()
                .forEach(method -> trials.put(
                        method,
                        comparison.trials(results).stream()
                                .filter(trial -> trial.method().equals(method.id()))
                                .toList()));
        List<Column> columns = measured(comparison, results);
        List<Row> rows = new ArrayList<>();
        List<Outcome> untouched = comparison.reported().stream()
                .map(concept -> results.get(comparison.before(concept)))
                .toList();
        rows.add(row(comparison, columns, Trial.BEFORE, "", new Setting(0, 0, 1), untouched, untouched, 0, 0));
        trials.forEach((method, of) -> {
            List<Outcome> runs = of.stream().map(results::get).toList();
            List<Outcome> befores =
                    of.stream().map(trial -> results.get(trial.before())).toList();
            List<Cost> spent =
                    of.stream().flatMap(trial -> costs.find(trial).stream()).toList();
            double seconds = spent.stream().mapToDouble(Cost::seconds).average().orElse(Double.NaN);
            long peak = spent.stream().mapToLong(Cost::peakBytes).max().orElse(0);
            rows.add(row(
                    comparison,
                    columns,
                    method.name(),
                    String.join(", ", method.given()),
                    chosen.get(method),
                    befores,
                    runs,
                    seconds,
                    peak));
        });
        Set<String> names = rows.stream().map(Row::name).collect(Collectors.toSet());
        return new Summary(
                columns.stream()
                        .map(column -> refersTo(names, column) ? column : column.aimless())
                        .toList(),
                rows);
    }

    /** The columns that some run has a value of, or that have a goal. */
    private static List<Column> measured(Comparison comparison, Ledger<Outcome> results) {
        List<Trial> trials = new ArrayList<>(comparison.trials(results));
        comparison.reported().forEach(concept -> trials.add(comparison.before(concept)));
        return comparison.environment().columns().stream()
                .filter(column -> column.goal().isPresent()
                        || trials.stream()
                                .anyMatch(trial -> Double.isFinite(
                                        column.value().applyAsDouble(results.get(trial.before()), results.get(trial)))))
                .toList();
    }

    /** Whether the row is there that a column's goal refers to, if it does to any. */
    private static boolean refersTo(Set<String> rows, Column column) {
        return column.goal().flatMap(Goal::row).map(rows::contains).orElse(true);
    }

    private static Row row(
            Comparison comparison,
            List<Column> columns,
            String name,
            String given,
            Setting setting,
            List<Outcome> befores,
            List<Outcome> runs,
            double seconds,
            long peak) {
        List<Interval> intervals = new ArrayList<>();
        for (Column column : columns) {
            intervals.add(interval(befores, runs, column));
        }
        Interval forgetting = interval(befores, runs, comparison::forgetting);
        return new Row(
                name,
                given,
                setting,
                intervals,
                forgetting,
                interval(befores, runs, comparison::utility),
                runs,
                Attacked.of(comparison, forgetting.value(), befores, runs),
                Collateral.of(befores, runs),
                OverForgetting.of(figures(befores), figures(runs), forgetting.value()),
                seconds,
                peak);
    }

    private static Interval interval(List<Outcome> befores, List<Outcome> runs, Column column) {
        Figure figure = (before, after) -> column.value().applyAsDouble(before, after);
        if (column.kind() != Kind.RATIO) return interval(befores, runs, figure);
        Interval logs = interval(befores, runs, (before, after) -> Math.log(figure.of(before, after)));
        return new Interval(Math.exp(logs.value()), Math.exp(logs.low()), Math.exp(logs.high()), logs.samples());
    }

    private interface Figure {
        double of(Outcome before, Outcome after);
    }

    /**
     * Over characters, each of which counts with the mean of its draws: draws of one character are asked the same and so are
     * not independent. Runs without the figure (they diverged) are left out.
     */
    private static Interval interval(List<Outcome> befores, List<Outcome> runs, Figure figure) {
        Map<String, List<Double>> byConcept = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            double value = figure.of(befores.get(i), runs.get(i));
            if (!Double.isFinite(value)) continue;
            byConcept
                    .computeIfAbsent(runs.get(i).trial().concept(), concept -> new ArrayList<>())
                    .add(value);
        }
        double[] means = byConcept.values().stream()
                .mapToDouble(values -> values.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .toArray();
        return means.length == 0 ? new Interval(Double.NaN, Double.NaN, Double.NaN, 0) : Interval.ofMean(means, SEED);
    }

    /** All figures that the runs of a row have, with their intervals. */
    public static Map<String, Interval> figures(Row row) {
        return figures(row.runs());
    }

    private static Map<String, Interval> figures(List<Outcome> runs) {
        Map<String, Interval> figures = new LinkedHashMap<>();
        for (Outcome run : runs) {
            for (String name : run.figures().keySet()) {
                List<Outcome> having = runs.stream()
                        .filter(each -> each.figures().containsKey(name))
                        .toList();
                figures.computeIfAbsent(
                        name, figure -> interval(having, having, (before, after) -> after.value(figure)));
            }
        }
        return figures;
    }

    /** The goals, a column each; empty for none. */
    public List<String> goals() {
        return columns.stream().map(Column::goalText).toList();
    }

    /** The figures of a row, a column each, with their intervals; a star where the goal is reached. */
    public List<String> texts(Row row) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            texts.add(text(columns.get(i), row.intervals().get(i)) + (reached(row, i) ? " *" : ""));
        }
        return texts;
    }

    boolean reached(Row row, int column) {
        if (row.name().equals(Trial.BEFORE) || !row.isWhole()) return false;
        return columns.get(column)
                .goal()
                .filter(goal -> !goal.row().equals(Optional.of(row.name())))
                .filter(goal -> goal.reached(
                        row.intervals().get(column).value(),
                        goal.row().map(name -> value(name, column)).orElse(1.0)))
                .isPresent();
    }

    private double value(String row, int column) {
        return rows.stream()
                .filter(each -> each.name().equals(row))
                .findFirst()
                .orElseThrow()
                .intervals()
                .get(column)
                .value();
    }

    private static String text(Column column, Interval interval) {
        return number(column, interval.value())
                + (Double.isFinite(interval.low())
                        ? " [" + number(column, interval.low()) + ", " + number(column, interval.high()) + "]"
                        : "");
    }

    private static String number(Column column, double value) {
        if (Double.isNaN(value)) return "–";
        if (column.kind() == Kind.SHARE) return String.format(Locale.ROOT, "%.1f%%", 100 * value);
        return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.3g", value);
    }
}
