package io.github.fttp.metrics.report;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Losses of other concepts beside one that was forgotten: ranked by size, and beside how like they are to it.
 *
 * @param concept that was forgotten, as it is named
 * @param losses by each method that forgot it, ranked; a method without any is left out, and of each the largest are shown
 */
public record CollateralMap(String concept, Map<String, List<CollateralLoss>> losses) {
    /** Other concepts that are shown. */
    private static final int MOST = 40;

    public CollateralMap {
        Map<String, List<CollateralLoss>> shown = new LinkedHashMap<>();
        losses.forEach((method, each) -> {
            if (!each.isEmpty()) shown.put(method, List.copyOf(each));
        });
        losses = Collections.unmodifiableMap(shown);
    }

    /** No other concept, where nothing was measured of any. */
    public static CollateralMap none() {
        return new CollateralMap("", Map.of());
    }

    /** Plots for each method and a table of all; empty where there is nothing to show. */
    public List<Content> contents() {
        if (losses.isEmpty()) return List.of();
        Set<String> measures = new LinkedHashSet<>();
        losses.values()
                .forEach(all ->
                        all.forEach(each -> measures.addAll(each.likeness().keySet())));
        List<Plot> plots = new ArrayList<>();
        losses.forEach((method, all) -> {
            if (all.stream().noneMatch(CollateralLoss::isKnown)) return;
            plots.add(new RankedPlot(
                    method + ": what is gone of others beside " + concept,
                    "loss",
                    most(all).stream()
                            .map(each -> new RankedPlot.Entry(each.other(), each.loss()))
                            .toList()));
            measures.stream()
                    .reduce((one, later) -> later)
                    .ifPresent(measure -> plots.add(byLikeness(method, measure, most(all))));
        });
        return plots.isEmpty() ? List.of(table(measures)) : List.of(Plot.beside(plots), table(measures));
    }

    private static List<CollateralLoss> most(List<CollateralLoss> losses) {
        return losses.stream().limit(MOST).toList();
    }

    private Plot byLikeness(String method, String measure, List<CollateralLoss> losses) {
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
    private Table table(Set<String> measures) {
        List<String> header = new ArrayList<>(List.of("beside " + concept));
        header.addAll(measures);
        losses.keySet().forEach(method -> header.add(method + ": loss"));
        List<List<Cell>> rows = new ArrayList<>();
        for (CollateralLoss loss : most(losses.values().iterator().next())) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(loss.other())));
            measures.forEach(each -> cells.add(Cell.number(loss.likeness().getOrDefault(each, Double.NaN))));
            losses.values()
                    .forEach(all -> cells.add(share(all.stream()
                            .filter(each -> each.other().equals(loss.other()))
                            .map(CollateralLoss::loss)
                            .findFirst()
                            .orElse(Interval.NONE))));
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    private static Cell share(Interval interval) {
        return Cell.of(new Measurement(interval, Measurement.Kind.SHARE, Direction.LOWER));
    }
}
