package io.github.fttp.metrics.report;

import io.github.fttp.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A page put together from the top down, self-contained: style, plots and images are inside, nothing is fetched.
 * Everything given as text is escaped; only {@link #raw} takes HTML.
 */
public final class Html {
    private static final String STYLE = """
            :root { color-scheme: light dark; --fg: #1b1b1b; --bg: #fff; --soft: #f3f3f1; --line: #d9d9d4; --hit: #ffd9b8; }
            @media (prefers-color-scheme: dark) { :root { --fg: #e6e6e3; --bg: #17181a; --soft: #222427; --line: #3a3d41;
              --hit: #7a3e0c; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); max-width: 60rem;
              margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
            th { background: var(--soft); } td.n { text-align: right; font-variant-numeric: tabular-nums; }
            .wide { overflow-x: auto; }
            td img { width: 96px; image-rendering: auto; border-radius: 4px; }
            svg { width: 100%; max-width: 44rem; height: auto; } svg text { fill: var(--fg); font-size: 12px; }
            svg .title { font-size: 14px; font-weight: 600; } svg .grid { stroke: var(--line); }
            mark { background: var(--hit); color: inherit; border-radius: 3px; padding: 0 1px; }
            mark.near { background: #f2c84b; color: #000; }
            .note { opacity: .75; }
            @media print { @page { size: landscape; } body { max-width: none; margin: 0; font-size: 10px; } h2 { break-after: avoid; } tr, svg { break-inside: avoid; } }
            """;

    private final String title;
    private final StringBuilder body = new StringBuilder();

    private Html(String title) {
        this.title = title;
        body.append("<h1>").append(escape(title)).append("</h1>\n");
    }

    /** A page with this title as its first heading. */
    public static Html page(String title) {
        return new Html(title);
    }

    /** A heading that opens a section. */
    public Html section(String heading) {
        return raw("<h2>" + escape(heading) + "</h2>");
    }

    /** A paragraph of plain text. */
    public Html paragraph(String text) {
        return raw("<p>" + escape(text) + "</p>");
    }

    /** A plot. */
    public Html plot(LinePlot plot) {
        return raw(plot.svg());
    }

    /** A plot. */
    public Html plot(PointPlot plot) {
        return raw(plot.svg());
    }

    /** Two columns: name and value. */
    public Html settings(Map<String, ?> settings) {
        body.append("<table>");
        settings.forEach((name, value) -> body.append("<tr><th>")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(String.valueOf(value)))
                .append("</td></tr>\n"));
        return raw("</table>");
    }

    /** A table whose cells are HTML already: {@link #cell}, {@link #number}, {@link #image}. */
    public Html table(List<String> header, List<List<String>> rows) {
        body.append("<div class=\"wide\"><table><tr>");
        header.forEach(name -> body.append("<th>").append(escape(name)).append("</th>"));
        body.append("</tr>\n");
        for (List<String> row : rows) {
            body.append("<tr>");
            row.forEach(body::append);
            body.append("</tr>\n");
        }
        return raw("</table></div>");
    }

    /** A cell of plain text. */
    public static String cell(String text) {
        return "<td>" + escape(text) + "</td>";
    }

    /** A cell of HTML, such as a marked answer. */
    public static String rawCell(String html) {
        return "<td>" + html + "</td>";
    }

    /** A right-aligned cell. */
    public static String number(String text) {
        return "<td class=\"n\">" + escape(text) + "</td>";
    }

    /** A cell with an image of the given bytes inside, {@code type} such as {@code image/png}. */
    public static String image(byte[] bytes, String type, String description) {
        return "<td><img alt=\"%s\" src=\"data:%s;base64,%s\"></td>"
                .formatted(escape(description), type, Base64.getEncoder().encodeToString(bytes));
    }

    /** A cell with the image of a file inside. */
    public static String image(Path file) throws IOException {
        String type = Files.probeContentType(file);
        return image(
                Files.readAllBytes(file),
                type == null ? "image/png" : type,
                file.getFileName().toString());
    }

    /** HTML as it is. */
    public Html raw(String html) {
        body.append(html).append('\n');
        return this;
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        String page = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title><style>%s</style></head>
                <body>
                %s</body></html>
                """.formatted(escape(title), STYLE, body);
        AtomicFiles.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
