package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The runs of each method taken together.
 *
 * @param columns of the main table
 * @param rows a method each, the untouched model first, then alike beside alike
 * @param differences between methods that change the same of a model
 */
public record Summary(List<Column> columns, List<Row> rows, List<Difference> differences) {
    /** Account of intervals. */
    static final String INTERVALS =
            " Intervals (95 %) are the bootstrap's over concepts, as far out as Student's t is for so few.";

    /** Meaning of stars in tables. */
    public static final String LEGEND =
            "* reaches the goal; only where the concept is gone in every run. Rows that goals refer"
                    + " to get no star. n in a heading is what is asked in a run. Where not all runs have a figure, as those that"
                    + " diverged, it says of how many it is." + INTERVALS;

    /** Shares of the concept that is forgotten at which it is read off runs how much of everything else was left. */
    public static final List<Double> FORGOTTEN = List.of(0.5, 0.8, 0.95);

    private static final String FACTS = "facts by name";

    private static final long SEED = 1;

    /** Names what is read off runs at such a share. */
    static String keptAt(double share) {
        return "utility at " + Math.round(100 * share) + " % forgotten";
    }

    /**
     * A method.
     *
     * @param name as reports call it
     * @param entry its name in the registry of methods; empty for the untouched model
     * @param trains what of the model it changes; empty for the untouched model
     * @param place where in the model that is; empty for all of it
     * @param given what it had beside the samples to forget
     * @param setting that was chosen
     * @param tried how many settings it was chosen among
     * @param onEdge whether it has the highest or the lowest rate or scale of these
     * @param inStrengths whether runs go through strengths of the whole change instead of steps
     * @param means one a column, over the runs
     * @param forgetting how far concepts are gone
     * @param utility how much of the rest is left
     * @param keptAt how much of the rest was left along the runs, one a share of {@link #FORGOTTEN}
     * @param befores the untouched model's, one a run
     * @param runs of it
     * @param attacked what attacks brought back
     * @param collateral what became of every other concept
     * @param overForgetting signs that more than the concept went
     * @param reached in how many of them the concept is gone
     * @param spent what its runs cost
     */
    public record Row(
            String name,
            String entry,
            String trains,
            String place,
            String given,
            Setting setting,
            int tried,
            boolean onEdge,
            boolean inStrengths,
            List<RunMean> means,
            Interval forgetting,
            Interval utility,
            List<RunMean> keptAt,
            List<Outcome> befores,
            List<Outcome> runs,
            Attacked attacked,
            Collateral collateral,
            OverForgetting overForgetting,
            int reached,
            Spent spent) {
        /** The name, with how many of its runs did not make the concept go, and of these how many diverged or failed. */
        String label() {
            if (ofUntouched() || isReached()) return name;
            return name + " (not reached in " + (runs.size() - reached) + " of " + runs.size() + " runs"
                    + some(Outcome::hasDiverged, "diverged") + some(Outcome::hasFailed, "failed") + ")";
        }

        private String some(Predicate<Outcome> which, String did) {
            long count = runs.stream().filter(which).count();
            return count == 0 ? "" : ", " + count + " " + did;
        }

        boolean ofUntouched() {
            return name.equals(Trial.BEFORE);
        }

        /** Whether the concept is gone in every run. */
        boolean isReached() {
            return reached == runs.size();
        }

        /** Numbers of concepts and of draws: {@code 8 x 3}. */
        String size() {
            long concepts =
                    runs.stream().map(run -> run.trial().concept()).distinct().count();
            return concepts + " x " + runs.size() / concepts;
        }

        /** Names the part of the model that it changes, and where. */
        String changed() {
            return place.isEmpty() ? trains : trains + ", " + place;
        }

        /** The mean of the last steps that runs were looked at, of the optimiser or of the strength. */
        private double lastLook() {
            return runs.stream()
                    .filter(run -> !run.hasFailed())
                    .mapToInt(Outcome::steps)
                    .average()
                    .orElse(0);
        }

        /** The mean number of steps that the optimiser made. */
        double steps() {
            return inStrengths ? setting.steps() : lastLook();
        }

        /** Tells what runs came to: {@code 14.0} steps, {@code strength 0.42} or {@code 30, strength 0.42}; empty for nothing. */
        String ended() {
            if (lastLook() == 0) return "";
            String steps = steps() == 0 ? "" : String.format(Locale.ROOT, inStrengths ? "%.0f" : "%.1f", steps());
            if (!inStrengths) return steps;
            String strength = String.format(Locale.ROOT, "strength %.2f", strength(lastLook()));
            return (steps.isEmpty() ? "" : steps + ", ") + strength;
        }

        /** The share of the whole change that a look is at, of runs that go through strengths. */
        double strength(double look) {
            return setting.until() == Until.GONE ? look / Trace.STRENGTHS : 1;
        }

        /** How many settings were tried, and whether the best is at an edge of them; where it was one, there was nothing to choose. */
        String tries() {
            return tried == 1 ? "1, none chosen" : tried + (onEdge ? ", best at an edge" : "");
        }
    }

    /** Takes the runs together. */
    public static Summary of(Comparison comparison, Ledger<Outcome> results, Ledger<Cost> costs) {
        List<Column> columns = measured(comparison, results);
        List<Row> rows = new ArrayList<>();
        comparison.chosen(results).forEach((method, setting) -> {
            List<Trial> trials = comparison.trials(results).stream()
                    .filter(trial -> trial.method().equals(method.id()))
                    .toList();
            rows.add(row(comparison, columns, method, setting, trials, results, costs));
        });
        List<String> kinds = rows.stream().map(Row::trains).distinct().toList();
        rows.sort(Comparator.comparing(row -> kinds.indexOf(row.trains())));
        rows.add(0, untouched(comparison, columns, results));
        Set<String> names = rows.stream().map(Row::name).collect(Collectors.toSet());
        List<Column> aimed = columns.stream()
                .map(column -> refersTo(names, column) ? column : column.aimless())
                .toList();
        return new Summary(aimed, rows, Difference.toAscent(comparison, aimed, rows));
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

    private static Row untouched(Comparison comparison, List<Column> columns, Ledger<Outcome> results) {
        List<Outcome> untouched = comparison.reported().stream()
                .map(concept -> results.get(comparison.before(concept)))
                .toList();
        return new Row(
                Trial.BEFORE,
                "",
                "",
                "",
                "",
                Setting.NONE,
                0,
                false,
                false,
                columns.stream()
                        .map(column -> mean(untouched, untouched, column))
                        .toList(),
                interval(untouched, untouched, comparison::forgetting),
                interval(untouched, untouched, comparison::utility),
                Collections.nCopies(FORGOTTEN.size(), RunMean.NONE),
                untouched,
                untouched,
                Attacked.of(comparison, 0, untouched, untouched),
                Collateral.of(untouched, untouched),
                OverForgetting.of(figures(untouched), figures(untouched), 0),
                0,
                Spent.NOTHING);
    }

    private static Row row(
            Comparison comparison,
            List<Column> columns,
            ComparedMethod method,
            Setting setting,
            List<Trial> trials,
            Ledger<Outcome> results,
            Ledger<Cost> costs) {
        List<Outcome> runs = trials.stream().map(results::get).toList();
        List<Outcome> befores =
                trials.stream().map(trial -> results.get(trial.before())).toList();
        List<Cost> spent =
                trials.stream().flatMap(trial -> costs.find(trial).stream()).toList();
        Interval forgetting = interval(befores, runs, comparison::forgetting);
        return new Row(
                method.name(),
                method.entry(),
                comparison.environment().trains(method.id(), setting),
                comparison.environment().place(method.id(), setting),
                String.join(", ", method.given()),
                setting,
                comparison.tried(method, results).size(),
                comparison.isOnEdge(method, results),
                method.inStrengths(),
                columns.stream().map(column -> mean(befores, runs, column)).toList(),
                forgetting,
                interval(befores, runs, comparison::utility),
                FORGOTTEN.stream()
                        .map(share -> mean(befores, runs, (before, after) -> after.keptAt(share)))
                        .toList(),
                befores,
                runs,
                Attacked.of(comparison, forgetting.value(), befores, runs),
                Collateral.of(befores, runs),
                OverForgetting.of(figures(befores), figures(runs), forgetting.value()),
                (int) IntStream.range(0, runs.size())
                        .filter(i -> comparison.reached(befores.get(i), runs.get(i)))
                        .count(),
                Spent.of(spent));
    }

    private static RunMean mean(List<Outcome> befores, List<Outcome> runs, Column column) {
        RunMean.Figure figure = (before, after) -> column.value().applyAsDouble(before, after);
        if (column.kind() != Kind.RATIO) return mean(befores, runs, figure);
        RunMean logs = mean(befores, runs, (before, after) -> Math.log(figure.of(before, after)));
        return new RunMean(exp(logs.interval()), logs.having(), logs.runs());
    }

    private static RunMean mean(List<Outcome> befores, List<Outcome> runs, RunMean.Figure figure) {
        return RunMean.of(interval(befores, runs, figure), befores, runs, figure);
    }

    static Interval exp(Interval logs) {
        return new Interval(Math.exp(logs.value()), Math.exp(logs.low()), Math.exp(logs.high()), logs.samples());
    }

    /**
     * Over characters, each of which counts with the mean of its draws: draws of one character are asked the same and so are
     * not independent. Runs without the figure (they diverged) are left out.
     */
    private static Interval interval(List<Outcome> befores, List<Outcome> runs, RunMean.Figure figure) {
        List<String> concepts = runs.stream().map(run -> run.trial().concept()).toList();
        return overConcepts(concepts, i -> figure.of(befores.get(i), runs.get(i)));
    }

    /**
     * The mean over concepts of the means of their values; those that are not finite are left out.
     *
     * @param concepts one a value, in its place
     * @param of gives the values
     */
    static Interval overConcepts(List<String> concepts, IntToDoubleFunction of) {
        Map<String, List<Double>> byConcept = new LinkedHashMap<>();
        for (int i = 0; i < concepts.size(); i++) {
            double value = of.applyAsDouble(i);
            if (!Double.isFinite(value)) continue;
            byConcept
                    .computeIfAbsent(concepts.get(i), concept -> new ArrayList<>())
                    .add(value);
        }
        double[] means = byConcept.values().stream()
                .mapToDouble(values -> values.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .toArray();
        return mean(means);
    }

    /** The mean of values that are independent; {@link Interval#NONE} of none. */
    static Interval mean(double... values) {
        return Interval.ofMean(values, SEED);
    }

    /** All figures that the runs of a row have and that have a mean, with their intervals. */
    public static Map<String, Interval> figures(Row row) {
        return figures(row.runs());
    }

    /** The means of all rows, by their names and those of figures; without those that are no number. */
    public Map<String, Map<String, Double>> meansByMethod() {
        Map<String, Map<String, Double>> all = new LinkedHashMap<>();
        for (Row row : rows) {
            Map<String, Interval> figures = new LinkedHashMap<>();
            figures.put("forgetting", row.forgetting());
            figures.put("utility", row.utility());
            figures.putAll(figures(row));
            Map<String, Double> means = all.computeIfAbsent(row.name(), name -> new LinkedHashMap<>());
            figures.forEach((name, interval) -> {
                if (Double.isFinite(interval.value())) means.put(name, interval.value());
            });
        }
        return all;
    }

    private static Map<String, Interval> figures(List<Outcome> runs) {
        Map<String, Interval> figures = new LinkedHashMap<>();
        for (Outcome run : runs) {
            for (String name : run.figures().keySet()) {
                if (name.equals(Attack.STEPS)) continue; // no number where it took more than were made
                figures.computeIfAbsent(name, figure -> figure(runs, figure));
            }
        }
        return figures;
    }

    /** The mean of a figure over those runs that have it; {@link Interval#NONE} where none has. */
    static Interval figure(List<Outcome> runs, String name) {
        List<Outcome> having =
                runs.stream().filter(run -> run.figures().containsKey(name)).toList();
        return interval(having, having, (before, after) -> after.value(name));
    }

    /** Counts the runs that have a figure as a finite number. */
    static int having(Row row, String figure) {
        return (int) row.runs().stream()
                .map(run -> run.figures().get(figure))
                .filter(score -> score != null && Double.isFinite(score.value()))
                .count();
    }

    /** Counts what is asked for each figure in a run; 0 where that is not counted. */
    static Map<String, Integer> asked(Row row) {
        Map<String, Integer> asked = new LinkedHashMap<>();
        row.runs().forEach(run -> run.figures().forEach((name, score) -> asked.merge(name, score.size(), Math::max)));
        return asked;
    }

    /** The goals, a column each; empty for none. */
    public List<String> goals() {
        return columns.stream().map(Column::goalText).toList();
    }

    /** The headings of the columns, each with how much is asked in a run. */
    public List<String> headings() {
        return columns.stream()
                .map(column -> column.name() + size(rows, column.figure()))
                .toList();
    }

    /** How much is asked for a figure in a run, as headings say it; empty where that is not counted. */
    static String size(List<Row> rows, String figure) {
        int most = rows.stream()
                .mapToInt(row -> asked(row).getOrDefault(figure, 0))
                .max()
                .orElse(0);
        return most == 0 ? "" : ", n " + most;
    }

    /** The share of facts that are still said when they are asked for by name, a row each; empty where that is not measured. */
    Optional<List<RunMean>> facts() {
        int column = columns.stream().map(Column::figure).toList().indexOf(FACTS);
        return column < 0
                ? Optional.empty()
                : Optional.of(rows.stream().map(row -> row.means().get(column)).toList());
    }

    /** Whether any method was attacked. */
    boolean wereAttacked() {
        return rows.stream().anyMatch(row -> row.attacked().wasTried());
    }

    /** The probability of words that are not the concept's, a row each; empty where that is not measured. */
    Optional<List<Interval>> natural() {
        if (rows.stream().allMatch(row -> having(row, TextMetrics.NATURAL_KNOWLEDGE) == 0)) return Optional.empty();
        return Optional.of(rows.stream()
                .map(row -> figure(row.runs(), TextMetrics.NATURAL_KNOWLEDGE))
                .toList());
    }

    /** The rows of methods that change the same of a model, by that; without the untouched model's. */
    public Map<String, List<Row>> alike() {
        return rows.stream()
                .filter(row -> !row.ofUntouched())
                .collect(Collectors.groupingBy(Row::trains, LinkedHashMap::new, Collectors.toList()));
    }

    /** The figures of a row, a column each, with their intervals; a star where the goal is reached. */
    public List<String> texts(Row row) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            texts.add(text(row.means().get(i), columns.get(i).kind()) + (reached(row, i) ? " *" : ""));
        }
        return texts;
    }

    boolean reached(Row row, int column) {
        if (row.ofUntouched() || !row.isReached()) return false;
        return columns.get(column)
                .goal()
                .filter(goal -> !goal.row().equals(Optional.of(row.name())))
                .filter(goal -> goal.reached(
                        row.means().get(column).interval().value(),
                        goal.row().map(name -> value(name, column)).orElse(1.0)))
                .isPresent();
    }

    private double value(String row, int column) {
        return rows.stream()
                .filter(each -> each.name().equals(row))
                .findFirst()
                .orElseThrow()
                .means()
                .get(column)
                .interval()
                .value();
    }

    /** With how many runs it is of where not all have it. */
    static String text(RunMean mean, Kind kind) {
        return text(mean.interval(), kind) + (mean.fewer().isEmpty() ? "" : ", " + mean.fewer());
    }

    /** A value with its interval; a dash where there is none. */
    static String text(Interval interval, Kind kind) {
        Measurement measured = new Measurement(interval, kind, Direction.NEITHER);
        return (measured.number() + " " + measured.ends()).strip();
    }
}
