package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.Content;
import io.github.fttp.metrics.report.Fold;
import io.github.fttp.metrics.report.Plot;
import io.github.fttp.metrics.report.PointPlot;
import io.github.fttp.metrics.report.RankedPlot;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of a report on what else was lost: every other concept beside how like it is to the one that was forgotten. */
final class CollateralSection {
    /** Other concepts that are shown. */
    private static final int MOST = 40;

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
            List<Content> contents = beside(comparison, concept, shown, measures);
            if (contents.isEmpty()) continue;
            page.add(new Fold("Beside " + comparison.environment().conceptName(concept), contents));
        }
    }

    /** What became of the others beside one concept; empty where that is not known. */
    private static List<Content> beside(
            Comparison comparison, String concept, List<Summary.Row> shown, Set<String> measures) {
        String name = comparison.environment().conceptName(concept);
        List<Plot> plots = new ArrayList<>();
        for (Summary.Row row : shown) {
            List<Collateral.Loss> losses = most(row, concept);
            if (losses.isEmpty()) continue;
            plots.add(new RankedPlot(
                    row.name() + ": what is gone of others beside " + name,
                    "loss",
                    losses.stream()
                            .map(each -> new RankedPlot.Entry(each.other(), each.loss()))
                            .toList()));
            measures.stream()
                    .reduce((one, later) -> later)
                    .ifPresent(measure -> plots.add(plot(row.name(), name, measure, losses)));
        }
        return plots.isEmpty() ? List.of() : List.of(Plot.beside(plots), ranked(name, concept, shown, measures));
    }

    /** The largest losses beside a concept. */
    private static List<Collateral.Loss> most(Summary.Row row, String concept) {
        return row.collateral().beside(concept).stream().limit(MOST).toList();
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

    private static Plot plot(String method, String concept, String measure, List<Collateral.Loss> losses) {
        return new PointPlot(
                method + ": loss of others beside " + concept,
                measure,
                "loss",
                losses.stream()
                        .map(each -> new PointPlot.Point(
                                each.other(),
                                Interval.exact(each.likeness().getOrDefault(measure, Double.NaN), 1),
                                each.loss(),
                                each.loss().value() >= 0.5))
                        .toList());
    }

    /** Every other concept, by what the first method took of it. */
    private static Table ranked(String concept, String id, List<Summary.Row> shown, Set<String> measures) {
        List<String> header = new ArrayList<>(List.of("beside " + concept));
        header.addAll(measures);
        shown.forEach(row -> header.add(row.name() + ": loss"));
        List<List<Cell>> rows = new ArrayList<>();
        for (Collateral.Loss loss : most(shown.get(0), id)) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(loss.other())));
            Map<String, Double> likeness = loss.likeness();
            measures.forEach(each -> cells.add(Cell.number(likeness.getOrDefault(each, Double.NaN))));
            for (Summary.Row row : shown) {
                cells.add(share(row.collateral().beside(id).stream()
                        .filter(each -> each.other().equals(loss.other()))
                        .map(Collateral.Loss::loss)
                        .findFirst()
                        .orElse(Interval.NONE)));
            }
            rows.add(cells);
        }
        return new Table(header, rows);
    }
}
