package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.EvaluationReport;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model's headline figures of a benchmark, beside all other measurements on its sets.
 *
 * @param report what was measured
 */
public record BenchmarkResult(BenchmarkFolder benchmark, EvaluationReport report) {
    /** Things that are given beside a model and the benchmark's data. */
    private static final Set<Requirement> GIVEN = EnumSet.of(
            Requirement.JUDGE,
            Requirement.REFERENCE_MODEL,
            Requirement.BEFORE,
            Requirement.CLASSIFIER,
            Requirement.CROSS_CLASSIFIER);

    /** A line for each headline figure; of one that is not measured, what it needs. */
    public String lines() {
        StringBuilder lines = new StringBuilder(benchmark.benchmark().title() + "\n");
        for (Figure each : benchmark.data().figures()) {
            lines.append(String.format("%-52s %s%n", each.name(), text(each, report.measured())));
        }
        return lines.toString();
    }

    private String text(Figure figure, Measurements measured) {
        return measured.of(figure.set(), figure.metric())
                .map(Measurement::text)
                .orElseGet(() -> "not measured" + missing(figure));
    }

    private String missing(Figure figure) {
        String needs = metrics()
                .filter(each -> each.name().equals(figure.metric()))
                .flatMap(each -> each.needs().stream())
                .filter(GIVEN::contains)
                .distinct()
                .map(Requirement::text)
                .collect(Collectors.joining(", "));
        return needs.isEmpty() ? "" : ": needs " + needs;
    }

    private Stream<? extends Metric<?>> metrics() {
        List<? extends Metric<?>> own = benchmark.data() instanceof TextBenchmark text
                ? text.metrics()
                : benchmark.image().metrics();
        return Stream.concat(own.stream(), Metrics.all().stream());
    }

    /** The fields of a JSON file: {@code headline}, each with its place and value, and the report's. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("benchmark", benchmark.benchmark().name());
        json.put("forgotten", benchmark.data().forgotten());
        List<Map<String, Object>> headline = new ArrayList<>();
        for (Figure each : benchmark.data().figures()) {
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("figure", each.name());
            figure.put("set", each.set().name());
            figure.put("metric", each.metric());
            report.measured()
                    .of(each.set(), each.metric())
                    .ifPresentOrElse(
                            now -> figure.putAll(now.json()),
                            () -> figure.put("missing", "not measured" + missing(each)));
            headline.add(figure);
        }
        json.put("headline", headline);
        json.putAll(report.json());
        return json;
    }

    /** Writes {@code figures.json} and {@code report.html} into the benchmark's folder. */
    public void write() {
        Json.write(benchmark.folder().resolve("figures.json"), json());
        page().write(benchmark.folder().resolve("report.html"));
    }

    /** The page of the report, with the headline figures. */
    public ReportPage page() {
        List<List<Cell>> rows = new ArrayList<>();
        boolean compared = !report.before().isEmpty();
        for (Figure each : benchmark.data().figures()) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(each.name())));
            if (compared) cells.add(Cell.text(text(each, report.before())));
            cells.add(Cell.text(text(each, report.measured())));
            rows.add(cells);
        }
        List<String> header = compared ? List.of("figure", "before", "now") : List.of("figure", "value");
        return report.page()
                .section("Headline figures of " + benchmark.benchmark().title())
                .add(new Table(header, rows));
    }
}
