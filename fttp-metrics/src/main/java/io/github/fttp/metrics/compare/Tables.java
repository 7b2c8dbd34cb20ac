package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables as others take them up: what is kept at matched forgetting, all measurements, and differences to ascent. */
public record Tables(Summary summary) {
    private static final String METHOD = "method";
    private static final String TRAINS = "trains";
    private static final String SIZE = "concepts x seeds";
    private static final List<String> SETTINGS = List.of("given", "steps", "rate", "scale", "part");

    /**
     * A table as text.
     *
     * @param legend below it
     */
    private record Grid(List<String> header, List<List<String>> rows, String legend) {
        String markdown() {
            StringBuilder lines = new StringBuilder();
            lines.append("| ").append(String.join(" | ", header)).append(" |\n|");
            lines.append(" --- |".repeat(header.size())).append('\n');
            for (List<String> row : rows) {
                lines.append("| ").append(String.join(" | ", row)).append(" |\n");
            }
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
            lines.append(latex(header)).append("\\hline\n");
            for (List<String> row : rows) lines.append(latex(row));
            return lines.append("\\hline\n\\end{tabular}\n\n")
                    .append(legend)
                    .append('\n')
                    .toString();
        }

        private static String latex(List<String> cells) {
            return cells.stream()
                            .map(cell -> cell.replace("%", "\\%").replace("_", "\\_"))
                            .collect(Collectors.joining(" & "))
                    + " \\\\\n";
        }
    }

    /** As README files have them. */
    public String markdown() {
        return grids().stream().map(Grid::markdown).collect(Collectors.joining("\n"));
    }

    /** Writes what is kept at matched forgetting alone, the short form for a README file. */
    public String shortMarkdown() {
        return matched().markdown();
    }

    /** A {@code tabular} each, for papers. */
    public String latex() {
        return grids().stream().map(Grid::latex).collect(Collectors.joining("\n"));
    }

    private List<Grid> grids() {
        List<Grid> grids = new ArrayList<>(List.of(matched(), measurements()));
        if (!summary.differences().isEmpty()) grids.add(differences());
        return grids;
    }

    private Grid matched() {
        List<String> header = new ArrayList<>(List.of(METHOD, TRAINS, SIZE, "gone", "steps", "forgetting", "utility"));
        Summary.FORGOTTEN.forEach(share -> header.add(Summary.keptAt(share)));
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : summary.rows()) {
            if (row.ofUntouched()) continue;
            List<String> cells = new ArrayList<>(List.of(
                    row.label(),
                    row.trains(),
                    row.size(),
                    row.reached() + " of " + row.runs().size(),
                    steps(row),
                    Summary.text(row.forgetting(), Kind.SHARE),
                    Summary.text(row.utility(), Kind.SHARE)));
            row.keptAt()
                    .forEach(kept -> cells.add(Summary.text(kept, Kind.SHARE)
                            + (kept.samples() == row.utility().samples() ? "" : " of " + kept.samples())));
            rows.add(cells);
        }
        return new Grid(header, rows, CompareReport.MATCHED);
    }

    private static String steps(Summary.Row row) {
        return row.steps() == 0 ? "" : String.format(Locale.ROOT, "%.1f", row.steps());
    }

    private Grid measurements() {
        List<String> header = new ArrayList<>(List.of(METHOD, TRAINS));
        header.addAll(summary.headings());
        if (wereAttacked()) header.add("gone or hidden");
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
        if (wereAttacked()) {
            cells.add(row.attacked().wasTried() ? row.attacked().recovery().toString() : "");
        }
        cells.add(row.size());
        cells.add(row.given());
        cells.add(steps(row));
        cells.add(ran ? setting.rateText() : "");
        cells.add(setting.scale() == 1 ? "" : String.valueOf(setting.scale()));
        cells.add(setting.part());
        return cells;
    }

    private boolean wereAttacked() {
        return summary.rows().stream().anyMatch(row -> row.attacked().wasTried());
    }

    private Grid differences() {
        List<String> header = new ArrayList<>(List.of("difference", TRAINS, "pairs"));
        header.addAll(summary.differences().get(0).figures().keySet());
        List<List<String>> rows = new ArrayList<>();
        for (Difference each : summary.differences()) {
            List<String> cells = new ArrayList<>(
                    List.of(each.method() + " minus " + each.than(), each.trains(), each.pairs() + " of " + each.of()));
            for (Measurement measured : each.figures().values()) {
                cells.add(Summary.text(measured.interval(), measured.kind()));
            }
            rows.add(cells);
        }
        return new Grid(header, rows, Difference.LEGEND);
    }

    /**
     * A line a method and figure, all of them: {@code method, trains, figure, value, low, high, concepts, runs, asked}; differences
     * to ascent as figures of {@code METHOD minus OTHER}.
     */
    public String csv() {
        StringBuilder lines = new StringBuilder("method,trains,figure,value,low,high,concepts,runs,asked\n");
        for (Summary.Row row : summary.rows()) {
            int runs = row.runs().size();
            Map<String, Integer> asked = Summary.asked(row);
            Summary.figures(row)
                    .forEach((figure, interval) ->
                            line(lines, row.name(), row.trains(), figure, interval, runs, asked.get(figure)));
            line(lines, row.name(), row.trains(), "forgetting", row.forgetting(), runs, 0);
            line(lines, row.name(), row.trains(), "utility", row.utility(), runs, 0);
            for (int i = 0; i < row.keptAt().size(); i++) {
                String figure = Summary.keptAt(Summary.FORGOTTEN.get(i));
                line(lines, row.name(), row.trains(), figure, row.keptAt().get(i), runs, 0);
            }
        }
        for (Difference each : summary.differences()) {
            String name = each.method() + " minus " + each.than();
            each.figures()
                    .forEach((figure, measured) ->
                            line(lines, name, each.trains(), figure, measured.interval(), each.pairs(), 0));
        }
        return lines.toString();
    }

    private static void line(
            StringBuilder lines, String method, String trains, String figure, Interval interval, int runs, int asked) {
        lines.append(String.format(
                Locale.ROOT,
                "\"%s\",\"%s\",\"%s\",%s,%s,%s,%d,%d,%d\n",
                method,
                trains,
                figure,
                interval.value(),
                interval.low(),
                interval.high(),
                interval.samples(),
                runs,
                asked));
    }
}
