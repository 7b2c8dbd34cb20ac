package io.github.fttp.metrics.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A table of all runs that are reported, from which every mean, interval and difference of the {@link Tables} but costs can be
 * computed again, by other statistics too.
 */
public record RunTable(Comparison comparison, Summary summary) {
    private static final List<String> OF_A_RUN = List.of(
            "method",
            "trains",
            "place",
            "rate",
            "scale",
            "concept",
            "draw",
            "end",
            "reached",
            "steps",
            "strength",
            "forgetting",
            "utility");

    /**
     * A line a run, the untouched model's first: method, what of the model it changes and where, setting, concept, draw, what ended
     * the run, whether the concept is gone, steps of the optimiser, the share of the whole change where it goes through strengths,
     * what the concept and the rest came to, and all figures by name. A field is empty where the run has no such figure; steps to
     * relearn are one more than the most that are made where the concept did not come back.
     */
    public String csv() {
        Set<String> figures = new LinkedHashSet<>();
        summary.rows().forEach(row -> row.runs()
                .forEach(run -> figures.addAll(run.figures().keySet())));
        List<String> header = new ArrayList<>(OF_A_RUN);
        Summary.FORGOTTEN.forEach(share -> header.add(Summary.keptAt(share)));
        header.addAll(figures);
        StringBuilder lines =
                new StringBuilder(line(header.stream().map(TableText::csv).toList()));
        for (Summary.Row row : summary.rows()) {
            for (int i = 0; i < row.runs().size(); i++) {
                lines.append(line(cells(row, row.befores().get(i), row.runs().get(i), figures)));
            }
        }
        return lines.toString();
    }

    private List<String> cells(Summary.Row row, Outcome before, Outcome run, Set<String> figures) {
        Trial trial = run.trial();
        List<String> cells = new ArrayList<>(List.of(
                TableText.csv(row.name()),
                TableText.csv(row.trains()),
                TableText.csv(row.place()),
                String.valueOf(row.setting().rate()),
                String.valueOf(row.setting().scale()),
                TableText.csv(trial.concept()),
                String.valueOf(trial.draw()),
                TableText.csv(run.end().name()),
                String.valueOf(!row.ofUntouched() && comparison.reached(before, run)),
                String.valueOf(row.inStrengths() ? row.setting().steps() : run.steps()),
                row.inStrengths() ? String.valueOf(row.strength(run.steps())) : "",
                number(comparison.forgetting(before, run)),
                number(comparison.utility(before, run))));
        Summary.FORGOTTEN.forEach(share -> cells.add(number(run.keptAt(share))));
        for (String figure : figures) {
            Score score = run.figures().get(figure);
            cells.add(score == null ? "" : number(score.value()));
        }
        return cells;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.valueOf(value);
    }

    private static String line(List<String> cells) {
        return String.join(",", cells) + "\n";
    }
}
