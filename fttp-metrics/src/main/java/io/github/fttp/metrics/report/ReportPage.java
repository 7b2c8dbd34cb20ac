package io.github.fttp.metrics.report;

import io.github.fttp.core.io.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The page that every report is: put together from the top down and self-contained, nothing is fetched. It is light or dark as
 * its reader has it, is read on paper and on a phone; everything given as text is escaped.
 */
public final class ReportPage {
    private static final int SECTIONS_FOR_CONTENTS = 3;

    private final String title;
    private final StringBuilder lead = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final List<String> sections = new ArrayList<>();

    private ReportPage(String title) {
        this.title = title;
    }

    /** A page with this title as its first heading. */
    public static ReportPage titled(String title) {
        return new ReportPage(title);
    }

    /** A sentence in the frame at the top, where what came of it all is said first. */
    public ReportPage summary(String sentence) {
        lead.append("<p>").append(Html.escape(sentence)).append("</p>\n");
        return this;
    }

    /** A heading that opens a section. */
    public ReportPage section(String heading) {
        sections.add(heading);
        body.append("<h2 id=\"s%s\">%s</h2>\n".formatted(sections.size(), Html.escape(heading)));
        return this;
    }

    /** A paragraph of plain text. */
    public ReportPage paragraph(String text) {
        return add(Paragraph.of(text));
    }

    /** A paragraph that explains how to read what is above it. */
    public ReportPage note(String text) {
        return add(Paragraph.note(text));
    }

    /** A piece of the page. */
    public ReportPage add(Content content) {
        body.append(content.html()).append('\n');
        return this;
    }

    /** Pieces below each other. */
    public ReportPage addAll(List<? extends Content> contents) {
        contents.forEach(this::add);
        return this;
    }

    /** Plots beside each other where there is room. */
    public ReportPage plots(List<? extends Plot> plots) {
        return plots.isEmpty() ? this : add(Plot.beside(plots));
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html().getBytes(StandardCharsets.UTF_8));
    }

    /** The page as it is written. */
    public String html() {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title><style>
                %2$s</style></head>
                <body><main>
                <h1>%1$s</h1>
                %3$s%4$s%5$s</main></body></html>
                """.formatted(
                        Html.escape(title),
                        style(),
                        lead.isEmpty() ? "" : "<div class=\"summary\">\n" + lead + "</div>\n",
                        contents(),
                        body);
    }

    private String contents() {
        if (sections.size() < SECTIONS_FOR_CONTENTS) return "";
        StringBuilder links = new StringBuilder("<nav>");
        for (int i = 0; i < sections.size(); i++) {
            links.append("<a href=\"#s%s\">%s</a>\n".formatted(i + 1, Html.escape(sections.get(i))));
        }
        return links.append("</nav>\n").toString();
    }

    private static String style() {
        try (InputStream style = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css of this library cannot be read", e);
        }
    }
}
