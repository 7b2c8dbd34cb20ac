package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.report.Plot;
import io.github.fttp.metrics.report.PointPlot;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.report.Verdict;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All modalities on one page. */
public final class CompareReport {
    /** How the comparison on the drawn world that ships was made. */
    public static final String ON_CONCEPT_WORLD =
            "Each method was made to forget characters of ConceptWorld, one at a time, from a few images with"
                    + " answers or prompts. Then it was asked about that character and about everybody and everything"
                    + " else, with images and sentences that no model has seen. Figures are means over characters and"
                    + " draws, in brackets the interval that holds 95 % of the means of characters drawn from them. Settings"
                    + " were chosen on two characters that are not reported: of those that forget enough (95 %), the one"
                    + " that keeps most; where none does, the one that is best at both. Before that, the strengths of"
                    + " \"FTTP, alpha 2\", \"FTTP, bounded\" and \"FTTP, words\", the place of the adapters (which suits"
                    + " FTTP better than plain ascent) and the range of rates were found by"
                    + " trying FTTP and plain ascent on these two and other characters; other methods have the defaults of"
                    + " their sources.";

    private static final String FTTP = "FTTP";
    private static final String GA = "GA";

    private final ReportPage page;

    public CompareReport(String title) {
        page = ReportPage.titled(title);
    }

    public CompareReport paragraph(String text) {
        page.paragraph(text);
        return this;
    }

    /** Adds what a modality's runs came to, what they took, and what they ran with. */
    public CompareReport add(Comparison comparison, Summary summary) {
        String in = in(comparison);
        page.summary(in + ": " + verdicts(summary) + ".")
                .section(in + ": what is forgotten and what is kept")
                .plots(plots(summary))
                .add(overview(summary))
                .note(Verdict.RULES + " " + OverForgetting.RULES)
                .section(in + ": all measurements")
                .add(table(summary))
                .note(Summary.LEGEND);
        AttackSection.addTo(page, in, methods(summary));
        OracleSection.addTo(page, in, summary.rows());
        CollateralSection.addTo(page, in, comparison, methods(summary), besideOthers(summary));
        if (!summary.rows().get(0).runs().get(0).examples().isEmpty()) {
            page.section(in + ": samples").add(examples(comparison, summary));
        }
        page.section(in + ": what it cost").add(cost(summary));
        page.section(in + ": settings").add(Table.of(settings(comparison, summary)));
        return this;
    }

    /** Adds the runs that could not be made, if there are any, and why. */
    public CompareReport addFailures(Comparison comparison, List<Outcome> failed) {
        if (failed.isEmpty()) return this;
        List<List<Cell>> rows = new ArrayList<>();
        for (Outcome each : failed) {
            Trial trial = each.trial();
            rows.add(List.of(
                    Cell.text(trial.method()),
                    Cell.text(trial.setting().toString()),
                    Cell.text(comparison.environment().conceptName(trial.concept())),
                    Cell.number(String.valueOf(trial.draw())),
                    Cell.text(each.failure())));
        }
        page.section(in(comparison) + ": what failed")
                .add(new Table(List.of("method", "setting", "concept", "draw", "why"), rows));
        return this;
    }

    private static String in(Comparison comparison) {
        String modality = comparison.environment().modality();
        return "In " + (modality.equals("image") ? "images" : modality);
    }

    public void write(Path file) {
        page.write(file);
    }

    /** Which methods came to the same, the best first. */
    private static String verdicts(Summary summary) {
        Map<String, List<String>> methods = new TreeMap<>();
        for (Summary.Row row : methods(summary)) {
            Verdict verdict = verdict(row);
            String order =
                    verdict.forgetting().ordinal() + " " + verdict.keeping().ordinal();
            methods.computeIfAbsent(order + " " + words(verdict), words -> new ArrayList<>())
                    .add(row.name());
        }
        return methods.entrySet().stream()
                .map(each -> String.join("; ", each.getValue()) + " – "
                        + each.getKey().substring(4))
                .collect(Collectors.joining(". "));
    }

    private static List<Summary.Row> methods(Summary summary) {
        return summary.rows().stream()
                .filter(row -> !row.name().equals(Trial.BEFORE))
                .toList();
    }

    /** The first FTTP and GA: what became of each other concept is shown of these. */
    private static List<Summary.Row> besideOthers(Summary summary) {
        return Stream.concat(
                        methods(summary).stream().filter(CompareReport::isFttp).limit(1),
                        methods(summary).stream().filter(row -> row.name().equals(GA)))
                .toList();
    }

    private static Verdict verdict(Summary.Row row) {
        return Verdict.of(row.forgetting().value(), 1 - row.utility().value());
    }

    private static String words(Verdict verdict) {
        return "the concept " + verdict.forgetting().words() + ", "
                + verdict.keeping().words();
    }

    private static List<Plot> plots(Summary summary) {
        List<Plot> plots = new ArrayList<>(List.of(tradeOff(summary)));
        plots.addAll(curves(summary));
        return plots;
    }

    private static Table overview(Summary summary) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary.Row row : methods(summary)) {
            rows.add(List.of(
                    Cell.text(row.label()),
                    Cell.text(words(verdict(row))),
                    Cell.of(share(row.forgetting())),
                    Cell.of(share(row.utility())),
                    Cell.text(row.overForgetting().toString()),
                    Cell.text(row.given())));
        }
        return new Table(
                List.of("method", "verdict", "forgetting", "utility", "over-forgetting", "given beside the samples"),
                rows);
    }

    private static Measurement share(Interval interval) {
        return new Measurement(interval, Measurement.Kind.SHARE, Direction.HIGHER);
    }

    private static PointPlot tradeOff(Summary summary) {
        return new PointPlot(
                "Forgetting against utility: upper right is best",
                "forgetting",
                "utility",
                summary.rows().stream()
                        .map(row -> new PointPlot.Point(row.name(), row.forgetting(), row.utility(), isFttp(row)))
                        .toList());
    }

    private static boolean isFttp(Summary.Row row) {
        return row.name().startsWith(FTTP);
    }

    private static Table table(Summary summary) {
        List<String> header = new ArrayList<>(List.of("method"));
        summary.columns().forEach(column -> header.add(column.name()));
        List<List<Cell>> rows = new ArrayList<>();
        List<Cell> goals = new ArrayList<>(List.of(Cell.text("goal")));
        summary.goals().forEach(goal -> goals.add(Cell.text(goal)));
        rows.add(goals);
        for (Summary.Row row : summary.rows()) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(row.label())));
            for (int i = 0; i < header.size() - 1; i++) {
                cells.add(Cell.of(
                        new Measurement(
                                row.intervals().get(i), summary.columns().get(i).kind(), Direction.NEITHER),
                        summary.reached(row, i)));
            }
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    /** FTTP's and GA's mean way. */
    private static List<LinePlot> curves(Summary summary) {
        List<Summary.Row> shown = summary.rows().stream()
                .filter(row -> isFttp(row) || row.name().equals(GA))
                .filter(row -> row.runs().stream().noneMatch(run -> run.trace().isEmpty()))
                .toList();
        if (shown.isEmpty()) return List.of();
        return List.of(
                plot("Conceptual knowledge along the steps, on the batches", shown, Outcome.Point::concept),
                plot("Natural knowledge along the steps, on the batches", shown, Outcome.Point::rest));
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

    /** Shows what each method's first run says or draws of the first concept. */
    private static Table examples(Comparison comparison, Summary summary) {
        String concept = comparison.reported().get(0);
        Outcome before = summary.rows().get(0).runs().get(0);
        List<String> header = new ArrayList<>(List.of(comparison.environment().conceptName(concept)));
        before.examples().forEach(example -> header.add(example.asked()));
        List<List<Cell>> rows = new ArrayList<>();
        List<Cell> images = new ArrayList<>(List.of(Cell.text("")));
        before.examples().forEach(example -> images.add(image(example)));
        boolean drawn =
                before.examples().stream().allMatch(example -> example.answer().isEmpty());
        boolean shown =
                before.examples().stream().anyMatch(example -> !example.image().isEmpty());
        if (!drawn && shown) rows.add(images);
        for (Summary.Row row : summary.rows()) {
            Outcome first = row.runs().get(0);
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(row.label())));
            for (Outcome.Example example : first.examples()) {
                cells.add(drawn ? image(example) : Cell.text(example.answer()));
            }
            while (cells.size() < header.size()) cells.add(Cell.text("")); // a run that diverged has no examples
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    private static Cell image(Outcome.Example example) {
        if (example.image().isEmpty()) return Cell.text("");
        return Cell.png(Base64.getDecoder().decode(example.image()), example.asked());
    }

    private static Table cost(Summary summary) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary.Row row : summary.rows()) {
            if (row.setting().steps() == 0 && row.seconds() == 0) continue;
            rows.add(List.of(
                    Cell.text(row.label()),
                    Cell.number(String.valueOf(row.setting().steps())),
                    Cell.number(String.format(Locale.ROOT, "%.1f", row.seconds())),
                    Cell.number(String.format(Locale.ROOT, "%.2f", row.peakBytes() / (double) (1L << 30)))));
        }
        return new Table(
                List.of("method", "optimiser steps", "seconds a run, one thread", "peak memory of tensors, GiB"), rows);
    }

    private static Map<String, Object> settings(Comparison comparison, Summary summary) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(
                "concepts",
                comparison.reported().stream()
                        .map(comparison.environment()::conceptName)
                        .collect(Collectors.joining(", ")));
        settings.put("draws", comparison.draws());
        for (ComparedMethod method : comparison.methods()) {
            Setting chosen = summary.rows().stream()
                    .filter(row -> row.name().equals(method.name()))
                    .findFirst()
                    .orElseThrow()
                    .setting();
            settings.put(method.name(), method.how() + "; chosen " + chosen + " of " + method.grid());
        }
        return settings;
    }
}
