package io.github.fttp.examples.compare;

import io.github.fttp.metrics.report.Html;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.report.PointPlot;
import io.github.fttp.metrics.report.PointPlot.Span;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** All modalities on one page. */
final class CompareReport {
    private static final String FTTP = "FTTP";
    private static final String GA = "GA";

    private final Html page;

    CompareReport(String title) {
        page = Html.page(title);
    }

    CompareReport paragraph(String text) {
        page.paragraph(text);
        return this;
    }

    /** What a modality's runs came to, and what they ran with. */
    CompareReport add(Comparison comparison, Summary summary, Ledger<Outcome> results) {
        String modality = comparison.environment().modality();
        page.section("In " + modality + ": what is forgotten and what is kept").plot(tradeOff(summary));
        table(summary);
        curves(summary);
        examples(
                summary, results.get(comparison.beforeCell(comparison.reported().get(0))));
        page.section("In " + modality + ": each setting").settings(settings(comparison, summary));
        return this;
    }

    /** What the runs took, which another time is another. */
    CompareReport costs(Comparison comparison, Summary summary) {
        page.section("In " + comparison.environment().modality() + ": what it cost");
        cost(summary);
        return this;
    }

    void write(Path file) {
        page.write(file);
    }

    private static PointPlot tradeOff(Summary summary) {
        return new PointPlot(
                "Forgetting against utility: the upper right is where one wants to be",
                "forgetting",
                "utility",
                summary.rows().stream()
                        .map(row -> new PointPlot.Point(
                                row.name(), span(row.forgetting()), span(row.utility()), isFttp(row)))
                        .toList());
    }

    private static boolean isFttp(Summary.Row row) {
        return row.name().startsWith(FTTP);
    }

    private static Span span(Interval interval) {
        return new Span(interval.value(), interval.low(), interval.high());
    }

    private void table(Summary summary) {
        List<String> header = new ArrayList<>(List.of("method"));
        summary.columns().forEach(column -> header.add(column.name()));
        header.add("given");
        List<List<String>> rows = new ArrayList<>();
        List<String> goals = new ArrayList<>(List.of(Html.cell("goal")));
        summary.goals().forEach(goal -> goals.add(Html.number(goal)));
        goals.add(Html.cell(""));
        rows.add(goals);
        for (Summary.Row row : summary.rows()) {
            List<String> cells = new ArrayList<>(List.of(Html.cell(row.label())));
            summary.texts(row).forEach(text -> cells.add(Html.number(text)));
            cells.add(Html.cell(row.given()));
            rows.add(cells);
        }
        page.table(header, rows).paragraph(Summary.LEGEND);
    }

    /** FTTP's and GA's mean way. */
    private void curves(Summary summary) {
        List<Summary.Row> shown = summary.rows().stream()
                .filter(row -> isFttp(row) || row.name().equals(GA))
                .filter(row -> row.runs().stream().noneMatch(run -> run.trace().isEmpty()))
                .toList();
        if (shown.isEmpty()) return;
        page.plot(plot("Conceptual knowledge along the steps, on the batches", shown, Outcome.Point::concept));
        page.plot(plot("Natural knowledge along the steps, on the batches", shown, Outcome.Point::rest));
    }

    private static LinePlot plot(String title, List<Summary.Row> rows, ToDoubleFunction<Outcome.Point> value) {
        return new LinePlot(
                title,
                "optimiser step",
                rows.stream().map(row -> line(row, value)).toList());
    }

    private static LinePlot.Series line(Summary.Row row, ToDoubleFunction<Outcome.Point> value) {
        Map<Integer, List<Double>> byStep = new TreeMap<>();
        for (Outcome run : row.runs()) {
            for (Outcome.Point point : run.trace()) {
                byStep.computeIfAbsent(point.step(), step -> new ArrayList<>()).add(value.applyAsDouble(point));
            }
        }
        return new LinePlot.Series(
                row.name(),
                byStep.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
                byStep.values().stream()
                        .mapToDouble(each -> each.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(Double.NaN))
                        .toArray());
    }

    /** Of the first character, what each method's first run says or draws. */
    private void examples(Summary summary, Outcome before) {
        List<String> header = new ArrayList<>(List.of(before.cell().concept()));
        before.examples().forEach(example -> header.add(example.asked()));
        List<List<String>> rows = new ArrayList<>();
        List<String> images = new ArrayList<>(List.of(Html.cell("")));
        before.examples().forEach(example -> images.add(image(example)));
        boolean drawn =
                before.examples().stream().allMatch(example -> example.answer().isEmpty());
        if (!drawn) rows.add(images);
        for (Summary.Row row : summary.rows()) {
            Outcome first = row.runs().get(0);
            List<String> cells = new ArrayList<>(List.of(Html.cell(row.label())));
            for (Outcome.Example example : first.examples()) {
                cells.add(drawn ? image(example) : Html.cell(example.answer()));
            }
            rows.add(cells);
        }
        page.table(header, rows);
    }

    private static String image(Outcome.Example example) {
        if (example.image().isEmpty()) return Html.cell("");
        return Html.image(Base64.getDecoder().decode(example.image()), "image/png", example.asked());
    }

    private void cost(Summary summary) {
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : summary.rows()) {
            if (row.setting().steps() == 0 && row.seconds() == 0) continue;
            rows.add(List.of(
                    Html.cell(row.label()),
                    Html.number(String.valueOf(row.setting().steps())),
                    Html.number(String.format(Locale.ROOT, "%.1f", row.seconds())),
                    Html.number(String.format(Locale.ROOT, "%.2f", row.peakBytes() / (double) (1L << 30))),
                    Html.cell(row.given())));
        }
        page.table(
                List.of("cost", "optimiser steps", "seconds a run, one thread", "peak memory of tensors, GiB", "given"),
                rows);
    }

    private static Map<String, Object> settings(Comparison comparison, Summary summary) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("characters", String.join(", ", comparison.reported()));
        settings.put("draws", comparison.draws());
        for (ComparedMethod contender : comparison.contenders()) {
            Setting chosen = summary.rows().stream()
                    .filter(row -> row.name().equals(contender.name()))
                    .findFirst()
                    .orElseThrow()
                    .setting();
            settings.put(contender.name(), contender.how() + "; chosen " + chosen + " of " + contender.grid());
        }
        return settings;
    }
}
