package io.github.fttp.metrics.compare;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Cells of tables as formats write them, whatever names hold. */
final class TableText {
    private static final Map<Integer, String> LATEX =
            Map.of((int) '\\', "\\textbackslash{}", (int) '~', "\\textasciitilde{}", (int) '^', "\\textasciicircum{}");

    private TableText() {}

    /** A row of Markdown. */
    static String markdown(List<String> cells) {
        return cells.stream()
                .map(cell -> lineOf(cell).replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** A row of a LaTeX table. */
    static String latex(List<String> cells) {
        return cells.stream().map(TableText::latex).collect(Collectors.joining(" & ", "", " \\\\\n"));
    }

    /** Text for LaTeX, in which characters stand for themselves. */
    static String latex(String text) {
        StringBuilder escaped = new StringBuilder();
        lineOf(text).codePoints().forEach(each -> {
            if ("&%$#_{}".indexOf(each) >= 0) escaped.append('\\');
            String command = LATEX.get(each);
            if (command == null) escaped.appendCodePoint(each);
            else escaped.append(command);
        });
        return escaped.toString();
    }

    /** A text in a CSV file (RFC 4180). */
    static String csv(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String lineOf(String text) {
        return text.replaceAll("\\R", " ");
    }
}
