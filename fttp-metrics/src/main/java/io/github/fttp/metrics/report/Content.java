package io.github.fttp.metrics.report;

/** A piece of a {@link ReportPage}: a table, a plot, images. */
public interface Content {
    /** The piece as HTML that needs nothing from outside the page. */
    String html();
}
