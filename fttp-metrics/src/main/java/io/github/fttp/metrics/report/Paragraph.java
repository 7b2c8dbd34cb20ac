package io.github.fttp.metrics.report;

/**
 * A paragraph of plain text.
 *
 * @param quiet whether it only explains what stands beside it
 */
public record Paragraph(String text, boolean quiet) implements Content {
    /** A paragraph that says something. */
    public static Paragraph of(String text) {
        return new Paragraph(text, false);
    }

    /** A paragraph that explains how to read what stands beside it. */
    public static Paragraph note(String text) {
        return new Paragraph(text, true);
    }

    @Override
    public String html() {
        return (quiet ? "<p class=\"note\">" : "<p>") + Html.escape(text) + "</p>";
    }
}
