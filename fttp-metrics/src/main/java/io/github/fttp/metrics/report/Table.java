package io.github.fttp.metrics.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table in a frame of its own, within which it scrolls where it is wider than the page; its first column stays in sight.
 *
 * @param header above the columns; empty for none
 * @param rows as many cells each as the header has
 */
public record Table(List<String> header, List<List<Cell>> rows) implements Content {
    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Cell> row : rows) {
            if (!header.isEmpty() && row.size() != header.size()) {
                throw new IllegalArgumentException(
                        row.size() + " cells under the " + header.size() + " columns " + header);
            }
        }
    }

    /** Two columns: names and values. */
    public static Table of(Map<String, ?> values) {
        List<List<Cell>> rows = new ArrayList<>();
        values.forEach((name, value) -> rows.add(List.of(Cell.text(name), Cell.text(String.valueOf(value)))));
        return new Table(List.of(), rows);
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<div class=\"frame\" tabindex=\"0\"><table>");
        if (!header.isEmpty()) {
            html.append("<thead><tr>");
            for (int i = 0; i < header.size(); i++) {
                html.append(ofNumbers(i) ? "<th class=\"right\">" : "<th>")
                        .append(Html.escape(header.get(i)))
                        .append("</th>");
            }
            html.append("</tr></thead>\n");
        }
        for (List<Cell> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) html.append(row.get(i).html(ofNumbers(i)));
            html.append("</tr>\n");
        }
        return html.append("</table></div>").toString();
    }

    private boolean ofNumbers(int column) {
        return rows.stream()
                .anyMatch(row -> column < row.size() && row.get(column).isNumber());
    }
}
