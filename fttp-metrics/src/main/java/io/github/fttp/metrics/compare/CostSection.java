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

    /** Headings of {@link #texts}. */
    static final List<String> HEADER = List.of(
            "concepts x seeds",
            "optimiser steps",
            "seconds a run, one thread",
            "of which following it took",
            "peak memory of tensors, GiB",
            "samples sent forward",
            "samples given");

    /** Note on reading them. */
    static final String NOTE =
            "Means over runs, of a run that was stopped and went on in whole; peak memory is the most of any run. Seconds"
                    + " are of the method and of following it, without the questions in the end, beside whatever else the machine did.";

    /** Adds it. */
    static void addTo(ReportPage page, String in, List<Summary.Row> methods) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary.Row row : methods) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(row.label()), Cell.text(row.changed())));
            texts(row).forEach(text -> cells.add(Cell.number(text)));
            rows.add(cells);
        }
        List<String> header = new ArrayList<>(List.of("method", "what trains"));
        header.addAll(HEADER);
        page.section(in + ": what it cost").add(new Table(header, rows)).note(NOTE);
    }

    /** What a method's runs cost, as {@link #HEADER} has it. */
    static List<String> texts(Summary.Row row) {
        Spent spent = row.spent();
        return List.of(
                row.size(),
                number("%.1f", row.steps()),
                number("%.1f", spent.seconds()),
                number("%.0f%%", 100 * spent.following() / spent.seconds()),
                number("%.2f", spent.peakBytes() / GIB),
                number("%,.0f", spent.passes()),
                number("%,.0f", spent.given()));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
