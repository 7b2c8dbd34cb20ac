package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.CollateralLoss;
import io.github.fttp.metrics.report.CollateralMap;
import io.github.fttp.metrics.report.Fold;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of a report on what else was lost: every other concept beside how like it is to the one that was forgotten. */
final class CollateralSection {
    private static final String NOTE =
            "Loss is the share of what the untouched model knows of another concept that is gone; its mean is over concepts that"
                    + " were forgotten, each with the mean over all others, with the interval over concepts. The"
                    + " correlations are Spearman's, of the loss with the likeness over all others within each concept that was"
                    + " forgotten, means over these with their intervals: above 0, what is like it goes first.";

    private CollateralSection() {}

    /**
     * Adds it, where others were measured.
     *
     * @param shown methods that are shown concept by concept
     */
    static void addTo(
            ReportPage page, String in, Comparison comparison, List<Summary.Row> methods, List<Summary.Row> shown) {
        Set<String> measures = new LinkedHashSet<>();
        methods.forEach(row -> measures.addAll(row.collateral().measures()));
        if (methods.stream().allMatch(row -> row.collateral().losses().isEmpty())) return;
        page.section(in + ": what else was lost")
                .add(table(comparison, methods, measures))
                .note(NOTE);
        for (String concept : comparison.reported()) {
            CollateralMap beside = beside(comparison, concept, shown);
            if (!beside.losses().isEmpty()) page.add(new Fold("Beside " + beside.concept(), beside.contents()));
        }
    }

    /** The losses of the others beside one concept, by the methods that are shown. */
    private static CollateralMap beside(Comparison comparison, String concept, List<Summary.Row> shown) {
        Map<String, List<CollateralLoss>> losses = new LinkedHashMap<>();
        shown.forEach(row -> losses.put(row.name(), row.collateral().beside(concept)));
        return new CollateralMap(comparison.environment().conceptName(concept), losses);
    }

    private static Table table(Comparison comparison, List<Summary.Row> methods, Set<String> measures) {
        List<String> header =
                new ArrayList<>(List.of("method", "what trains", "pairs", "mean loss of others", "most lost"));
        measures.forEach(each -> header.add("correlation with " + each));
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary.Row row : methods) {
            Collateral collateral = row.collateral();
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.text(row.label()),
                    Cell.text(row.changed()),
                    Cell.number(String.valueOf(collateral.losses().size())),
                    share(collateral.mean()),
                    Cell.text(collateral.losses().stream()
                            .findFirst()
                            .map(each -> each.other() + " beside "
                                    + comparison.environment().conceptName(each.forgotten()) + ", "
                                    + new Measurement(each.loss(), Kind.SHARE, Direction.LOWER).number())
                            .orElse("–"))));
            measures.forEach(each -> cells.add(
                    Cell.of(new Measurement(collateral.correlation(each).mean(), Kind.PLAIN, Direction.NEITHER))));
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    private static Cell share(Interval interval) {
        return Cell.of(new Measurement(interval, Kind.SHARE, Direction.LOWER));
    }
}
