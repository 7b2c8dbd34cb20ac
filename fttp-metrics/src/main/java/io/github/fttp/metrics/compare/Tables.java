package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The main table as others take it up. */
public record Tables(Summary summary) {
    private static final String METHOD = "method";
    private static final List<String> SETTINGS = List.of("given", "steps", "rate", "scale");

    /** As README files have them. */
    public String markdown() {
        StringBuilder lines = new StringBuilder();
        lines.append("| ").append(String.join(" | ", header())).append(" |\n|");
        lines.append(" --- |".repeat(header().size())).append('\n');
        lines.append("| ").append(String.join(" | ", goals())).append(" |\n");
        for (Summary.Row row : summary.rows()) {
            lines.append("| ").append(String.join(" | ", cells(row))).append(" |\n");
        }
        return lines.append("\n\\").append(Summary.LEGEND).append('\n').toString();
    }

    /** A {@code tabular} for papers. */
    public String latex() {
        StringBuilder lines = new StringBuilder();
        lines.append("\\begin{tabular}{l")
                .append("r".repeat(header().size() - 1))
                .append("}\n\\hline\n");
        lines.append(latex(header())).append(latex(goals())).append("\\hline\n");
        for (Summary.Row row : summary.rows()) lines.append(latex(cells(row)));
        return lines.append("\\hline\n\\end{tabular}\n\n")
                .append(Summary.LEGEND)
                .append('\n')
                .toString();
    }

    private static String latex(List<String> cells) {
        return cells.stream()
                        .map(cell -> cell.replace("%", "\\%").replace("_", "\\_"))
                        .collect(Collectors.joining(" & "))
                + " \\\\\n";
    }

    /** A line a method and figure, all of them: {@code method, figure, value, low, high, characters}. */
    public String csv() {
        StringBuilder lines = new StringBuilder("method,figure,value,low,high,characters\n");
        for (Summary.Row row : summary.rows()) {
            Summary.figures(row).forEach((figure, interval) -> line(lines, row.name(), figure, interval));
            line(lines, row.name(), "forgetting", row.forgetting());
            line(lines, row.name(), "utility", row.utility());
        }
        return lines.toString();
    }

    private static void line(StringBuilder lines, String method, String figure, Interval interval) {
        lines.append(String.format(
                Locale.ROOT,
                "\"%s\",\"%s\",%s,%s,%s,%d\n",
                method,
                figure,
                interval.value(),
                interval.low(),
                interval.high(),
                interval.samples()));
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of(METHOD));
        summary.columns().forEach(column -> header.add(column.name()));
        if (wereAttacked()) header.add("gone or hidden");
        header.addAll(SETTINGS);
        return header;
    }

    private boolean wereAttacked() {
        return summary.rows().stream().anyMatch(row -> row.attacked().wasTried());
    }

    private List<String> goals() {
        List<String> goals = new ArrayList<>(List.of("goal"));
        goals.addAll(summary.goals());
        goals.addAll(Collections.nCopies(header().size() - goals.size(), ""));
        return goals;
    }

    private List<String> cells(Summary.Row row) {
        List<String> cells = new ArrayList<>(List.of(row.label()));
        cells.addAll(summary.texts(row));
        boolean ran = row.setting().steps() > 0;
        if (wereAttacked()) {
            cells.add(row.attacked().wasTried() ? row.attacked().recovery().toString() : "");
        }
        cells.add(row.given());
        cells.add(ran ? String.valueOf(row.setting().steps()) : "");
        cells.add(ran ? row.setting().rateText() : "");
        cells.add(row.setting().scale() == 1 ? "" : String.valueOf(row.setting().scale()));
        return cells;
    }
}
