package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.robustness.Recovery;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables as others take them up: what is kept at matched forgetting, differences to ascent, all measurements, attacks,
 * distances to oracles, and which measurements tell these.
 */
public record Tables(Summary summary) {
    /** Measurements of a difference in its short form: all that do not depend on what a task measures. */
    private static final int SHORT = 2 + Summary.FORGOTTEN.size();

    private static final String METHOD = "method";
    private static final String TRAINS = "trains";
    private static final String SIZE = "concepts x seeds";
    private static final String ENDED = "steps, or strength";
    static final String OVER = "over-forgetting";
    static final String VERDICT = "gone or hidden";
    static final String RELEARNING = Attack.STEPS + ", median";
    private static final List<String> SETTINGS = List.of("given", ENDED, "rate", "scale", "place", "settings tried");

    /**
     * A table as text.
     *
     * @param legend below it
     */
    private record Grid(List<String> header, List<List<String>> rows, String legend) {
        String markdown() {
            StringBuilder lines = new StringBuilder();
            lines.append(TableText.markdown(header)).append('|');
            lines.append(" --- |".repeat(header.size())).append('\n');
            for (List<String> row : rows) lines.append(TableText.markdown(row));
            // A line that begins with a star would be a list.
            return lines.append(legend.startsWith("*") ? "\n\\" : "\n")
                    .append(legend)
                    .append('\n')
                    .toString();
        }

        String latex() {
            StringBuilder lines = new StringBuilder();
            lines.append("\\begin{tabular}{l")
                    .append("r".repeat(header.size() - 1))
                    .append("}\n\\hline\n");
            lines.append(TableText.latex(header)).append("\\hline\n");
            for (List<String> row : rows) lines.append(TableText.latex(row));
            return lines.append("\\hline\n\\end{tabular}\n\n")
                    .append(TableText.latex(legend))
                    .append('\n')
                    .toString();
        }
    }

    /** As README files have them. */
    public String markdown() {
        return grids().stream().map(Grid::markdown).collect(Collectors.joining("\n"));
    }

    /** Writes what is kept at matched forgetting and how FTTP differs from ascent, the short form for a README file. */
    public String shortMarkdown() {
        List<Grid> grids = new ArrayList<>(List.of(matched()));
        if (!summary.differences().isEmpty()) grids.add(differences(SHORT));
        return grids.stream().map(Grid::markdown).collect(Collectors.joining("\n"));
    }

    /** Writes what methods cost; another time another, so that it is none of the other tables. */
    public String costsMarkdown() {
        return costs().markdown();
    }

    /** A {@code tabular} each, for papers. */
    public String latex() {
        return grids().stream().map(Grid::latex).collect(Collectors.joining("\n"));
    }

    private List<Grid> grids() {
        List<Grid> grids = new ArrayList<>(List.of(matched()));
        if (!summary.differences().isEmpty()) grids.add(differences(Integer.MAX_VALUE));
        grids.add(measurements());
        if (summary.wereAttacked()) grids.add(attacks());
        List<String> distances = OracleSection.measured(summary.rows());
        if (!distances.isEmpty()) grids.addAll(List.of(distances(distances), judged(distances)));
        return grids;
    }

    private List<Summary.Row> methods() {
        return summary.rows().stream().filter(row -> !row.ofUntouched()).toList();
    }

    private Grid matched() {
        List<String> header = new ArrayList<>(
                List.of(METHOD, TRAINS, SIZE, "settings tried", "gone", ENDED, "forgetting", "utility"));
        Summary.FORGOTTEN.forEach(share -> header.add(Summary.keptAt(share)));
        summary.natural().ifPresent(natural -> header.add(natural(natural)));
        summary.facts().ifPresent(facts -> header.add("facts that remain"));
        boolean over = methods().stream().anyMatch(row -> row.overForgetting().isSeen());
        if (over) header.add(OVER);
        if (summary.wereAttacked()) header.addAll(List.of(VERDICT, RELEARNING));
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : methods()) {
            List<String> cells = new ArrayList<>(List.of(
                    row.label(),
                    row.changed(),
                    row.size(),
                    row.tries(),
                    row.reached() + " of " + row.runs().size(),
                    row.ended(),
                    Summary.text(row.forgetting(), Kind.SHARE),
                    Summary.text(row.utility(), Kind.SHARE)));
            row.keptAt().forEach(kept -> cells.add(Summary.text(kept, Kind.SHARE)));
            int at = summary.rows().indexOf(row);
            summary.natural().ifPresent(natural -> cells.add(Summary.text(natural.get(at), Kind.PLAIN)));
            summary.facts().ifPresent(facts -> cells.add(Summary.text(facts.get(at), Kind.SHARE)));
            if (over) cells.add(row.overForgetting().toString());
            if (summary.wereAttacked())
                cells.addAll(List.of(verdict(row), row.attacked().relearnt().toString()));
            rows.add(cells);
        }
        String notes = CompareReport.MATCHED + (summary.facts().isEmpty() ? "" : CompareReport.NAME_ALONE);
        return new Grid(header, rows, over ? notes + " " + OverForgetting.RULES : notes);
    }

    /** The heading of natural knowledge, with what the untouched model has of it. */
    static String natural(List<Interval> natural) {
        double before = natural.get(0).value();
        return TextMetrics.NATURAL_KNOWLEDGE
                + (Double.isNaN(before) ? "" : String.format(Locale.ROOT, " (before: %.3f)", before));
    }

    static String verdict(Summary.Row row) {
        return row.attacked().wasTried() ? row.attacked().recovery().toString() : "";
    }

    private Grid measurements() {
        List<String> header = new ArrayList<>(List.of(METHOD, TRAINS));
        header.addAll(summary.headings());
        header.add(SIZE);
        header.addAll(SETTINGS);
        List<String> goals = new ArrayList<>(List.of("goal", ""));
        goals.addAll(summary.goals());
        goals.addAll(Collections.nCopies(header.size() - goals.size(), ""));
        List<List<String>> rows = new ArrayList<>(List.of(goals));
        for (Summary.Row row : summary.rows()) rows.add(cells(row));
        return new Grid(header, rows, Summary.LEGEND);
    }

    private List<String> cells(Summary.Row row) {
        List<String> cells = new ArrayList<>(List.of(row.label(), row.trains()));
        cells.addAll(summary.texts(row));
        Setting setting = row.setting();
        boolean ran = setting.steps() > 0;
        cells.add(row.size());
        cells.add(row.given());
        cells.add(row.ended());
        cells.add(ran ? setting.rateText() : "");
        cells.add(setting.scale() == 1 ? "" : String.valueOf(setting.scale()));
        cells.add(row.place());
        cells.add(row.ofUntouched() ? "" : row.tries());
        return cells;
    }

    private Grid attacks() {
        Set<String> attacks = new LinkedHashSet<>();
        methods().forEach(row -> attacks.addAll(row.attacked().back().keySet()));
        List<String> header = new ArrayList<>(List.of(METHOD, TRAINS, VERDICT, RELEARNING));
        attacks.forEach(attack -> header.add("back by " + attack));
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : methods()) {
            List<String> cells = new ArrayList<>(List.of(
                    row.label(),
                    row.changed(),
                    verdict(row),
                    row.attacked().relearnt().toString()));
            for (String attack : attacks) {
                Interval back = row.attacked().back().getOrDefault(attack, Interval.NONE);
                cells.add(Summary.text(back, Kind.SHARE) + (back.samples() == 0 ? "" : ", n " + back.samples()));
            }
            rows.add(cells);
        }
        return new Grid(header, rows, Recovery.RULES + AttackSection.NOTE);
    }

    /** Writes how near each method comes to the oracles. */
    private Grid distances(List<String> distances) {
        List<String> header = new ArrayList<>(List.of(METHOD, TRAINS));
        header.addAll(OracleSection.headings(summary.rows(), distances));
        List<List<String>> rows = new ArrayList<>();
        List<OracleSection.Line> lines = OracleSection.lines(summary.rows(), distances);
        for (OracleSection.Line line : lines) {
            List<String> cells = new ArrayList<>(List.of(line.label(), line.trains()));
            line.distances().forEach(each -> cells.add(Summary.text(each, Kind.PLAIN)));
            rows.add(cells);
        }
        return new Grid(header, rows, OracleSection.note(lines));
    }

    /** Writes which measurements tell how near a model is to its oracle. */
    private Grid judged(List<String> distances) {
        List<List<String>> rows = new ArrayList<>();
        OracleSection.correlations(OracleSection.runs(summary.rows()), distances)
                .forEach((metric, values) -> {
                    List<String> cells =
                            new ArrayList<>(List.of(metric, String.valueOf(WithinConcepts.mostPairs(values))));
                    values.forEach(each -> cells.add(Summary.text(each.mean(), Kind.PLAIN)));
                    rows.add(cells);
                });
        return new Grid(OracleSection.judgedHeader(distances), rows, OracleSection.CORRELATIONS);
    }

    private Grid costs() {
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : methods()) {
            List<String> cells = new ArrayList<>(List.of(row.label(), row.changed()));
            cells.addAll(CostSection.texts(row));
            rows.add(cells);
        }
        List<String> header = new ArrayList<>(List.of(METHOD, TRAINS));
        header.addAll(CostSection.HEADER);
        return new Grid(header, rows, CostSection.NOTE);
    }

    /** @param most measurements of each */
    private Grid differences(int most) {
        List<String> header = new ArrayList<>(List.of("difference", TRAINS, "pairs"));
        summary.differences().get(0).figures().keySet().stream().limit(most).forEach(header::add);
        List<List<String>> rows = new ArrayList<>();
        for (Difference each : summary.differences()) {
            List<String> cells =
                    new ArrayList<>(List.of(each.name(), each.changed(), each.pairs() + " of " + each.of()));
            each.figures().values().stream()
                    .limit(most)
                    .forEach(measured -> cells.add(Summary.text(measured.interval(), measured.kind())));
            rows.add(cells);
        }
        return new Grid(header, rows, Difference.LEGEND);
    }

    /**
     * A line a method and figure, all of them: {@code method, trains, figure, value, low, high, concepts, runs, asked}, the runs
     * being those that have the figure; differences to ascent as figures of {@code METHOD minus OTHER}, whose runs are the pairs
     * in which the concept is gone by both. A median of steps to relearn that is one above the most that are made says that
     * most concepts did not come back in them.
     */
    public String csv() {
        StringBuilder lines = new StringBuilder("method,trains,figure,value,low,high,concepts,runs,asked\n");
        for (Summary.Row row : summary.rows()) {
            int runs = (int) row.runs().stream().filter(run -> !run.hasFailed()).count();
            Map<String, Integer> asked = Summary.asked(row);
            Summary.figures(row)
                    .forEach((figure, interval) -> line(
                            lines,
                            row.name(),
                            row.trains(),
                            figure,
                            interval,
                            Summary.having(row, figure),
                            asked.get(figure)));
            line(lines, row.name(), row.trains(), "forgetting", row.forgetting(), runs, 0);
            line(lines, row.name(), row.trains(), "utility", row.utility(), runs, 0);
            for (int i = 0; i < row.keptAt().size(); i++) {
                String figure = Summary.keptAt(Summary.FORGOTTEN.get(i));
                RunMean kept = row.keptAt().get(i);
                line(lines, row.name(), row.trains(), figure, kept.interval(), kept.having(), 0);
            }
            Relearnt relearnt = row.attacked().relearnt();
            Interval median = Interval.exact(relearnt.median(), relearnt.steps().size());
            if (median.samples() > 0) line(lines, row.name(), row.trains(), RELEARNING, median, median.samples(), 1);
        }
        for (Difference each : summary.differences()) {
            each.figures()
                    .forEach((figure, measured) ->
                            line(lines, each.name(), each.trains(), figure, measured.interval(), each.pairs(), 0));
        }
        return lines.toString();
    }

    private static void line(
            StringBuilder lines, String method, String trains, String figure, Interval interval, int runs, int asked) {
        lines.append(String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,%s,%s,%d,%d,%d\n",
                TableText.csv(method),
                TableText.csv(trains),
                TableText.csv(figure),
                interval.value(),
                interval.low(),
                interval.high(),
                interval.samples(),
                runs,
                asked));
    }
}
