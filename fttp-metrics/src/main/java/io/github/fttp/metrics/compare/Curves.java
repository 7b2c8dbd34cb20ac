package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The curves of FTTP and of plain ascent on data that is not trained on, of methods that change the same of a model. */
final class Curves {
    /** Note on reading them. */
    static final String NOTE =
            "Curves are of data that is neither trained on nor measured on in the tables, as shares of what"
                    + " was there before, and are means over concepts, each with the mean of its seeds (8 x 3: of eight, three each), with their intervals as bands."
                    + Summary.INTERVALS
                    + " Where a run has ended its last value stands, where it diverged nothing is left; runs that"
                    + " failed before they were followed are left out. Conceptual knowledge is of words the"
                    + " geometric mean of the probabilities of the concept's tokens, of images the inverse error under the mask;"
                    + " natural knowledge is that of the other tokens of the same answers, or outside the mask; knowledge of others is"
                    + " the probability of their names, or the inverse error on images of them.";

    private Curves() {}

    /** Curves of rows of one kind; none where nothing was followed. */
    static List<LinePlot> of(String trains, List<Summary.Row> rows) {
        List<Summary.Row> shown = rows.stream()
                .filter(row -> Difference.isFttp(row) || Difference.isAscent(row))
                .filter(row -> !followed(row).isEmpty())
                .toList();
        if (shown.isEmpty()) return List.of();
        return List.of(
                        plot("Conceptual knowledge, held out: " + trains, shown, Waypoint::concept),
                        plot("Natural knowledge, held out: " + trains, shown, Waypoint::rest),
                        plot("Knowledge of others, held out: " + trains, shown, Waypoint::others))
                .stream()
                .filter(plot -> !plot.isEmpty())
                .toList();
    }

    private static LinePlot plot(String title, List<Summary.Row> rows, ToDoubleFunction<Waypoint> value) {
        return new LinePlot(
                title,
                "optimiser step",
                rows.stream().map(row -> line(row, value)).toList(),
                true);
    }

    private static LinePlot.Series line(Summary.Row row, ToDoubleFunction<Waypoint> value) {
        List<Outcome> runs = followed(row);
        TreeSet<Integer> steps = new TreeSet<>();
        runs.forEach(run -> run.path().forEach(each -> steps.add(each.step())));
        List<String> concepts = runs.stream().map(run -> run.trial().concept()).toList();
        List<Interval> means = steps.stream()
                .map(step -> Summary.overConcepts(concepts, i -> share(runs.get(i), step, value)))
                .toList();
        return new LinePlot.Series(
                row.name() + (row.place().isEmpty() ? "" : ", " + row.place()) + ", " + row.size(),
                steps.stream().mapToDouble(Integer::doubleValue).toArray(),
                means.stream().mapToDouble(Interval::value).toArray(),
                means.stream().mapToDouble(Interval::low).toArray(),
                means.stream().mapToDouble(Interval::high).toArray());
    }

    private static List<Outcome> followed(Summary.Row row) {
        return row.runs().stream()
                .filter(run -> run.path().size() > 1
                        || run.hasDiverged() && !run.path().isEmpty())
                .toList();
    }

    /** The last value up to a step, as a share of the first; 0 behind the end of a run that diverged. */
    private static double share(Outcome run, int step, ToDoubleFunction<Waypoint> value) {
        List<Waypoint> path = run.path();
        double first = value.applyAsDouble(path.get(0));
        if (run.hasDiverged() && step > path.get(path.size() - 1).step()) return Double.isNaN(first) ? first : 0;
        double last = Double.NaN;
        for (Waypoint each : path) {
            if (each.step() <= step) last = value.applyAsDouble(each);
        }
        return last / first;
    }
}
