package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part of a report on what methods take: time, memory, work and data. */
final class CostSection {
    private static final double GIB = 1L << 30;

    private CostSection() {}

    /** Adds it. */
    static void addTo(ReportPage page, String in, List<Summary.Row> methods) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary.Row row : methods) {
            Spent spent = row.spent();
            rows.add(List.of(
                    Cell.text(row.label()),
                    Cell.number(row.size()),
                    number("%.1f", row.steps()),
                    number("%.1f", spent.seconds()),
                    number("%.0f%%", 100 * spent.following() / spent.seconds()),
                    number("%.2f", spent.peakBytes() / GIB),
                    number("%,.0f", spent.passes()),
                    number("%,.0f", spent.given())));
        }
        page.section(in + ": what it cost")
                .add(new Table(
                        List.of(
                                "method",
                                "concepts x seeds",
                                "optimiser steps",
                                "seconds a run, one thread",
                                "of which following it took",
                                "peak memory of tensors, GiB",
                                "samples sent forward",
                                "samples given"),
                        rows));
    }

    private static Cell number(String format, double value) {
        return Cell.number(Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value));
    }
}
