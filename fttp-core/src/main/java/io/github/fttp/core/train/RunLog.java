package io.github.fttp.core.train;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as its log has it, the steps before a resumption too.
 *
 * @param settings every choice that the result depends on
 * @param steps in their order
 * @param evaluations likewise
 */
public record RunLog(Map<String, String> settings, List<Json> steps, List<Json> evaluations) {
    /** Reads {@code run.jsonl}. */
    public static RunLog read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
        return of(file, lines);
    }

    private static RunLog of(Path file, List<String> lines) {
        List<Json> events = lines.stream()
                .map(line -> Json.checkpoint(file, line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        Map<String, String> settings = new LinkedHashMap<>();
        for (Json event : of(events, "started")) {
            settings.putAll(event.field("settings").texts());
        }
        return new RunLog(settings, of(events, "step"), of(events, "evaluated"));
    }

    private static List<Json> of(List<Json> events, String kind) {
        return events.stream()
                .filter(event -> event.field("event").text().equals(kind))
                .map(event -> event.field("value"))
                .toList();
    }

    /**
     * The course of a value over steps.
     *
     * @param steps after which it was taken, from 0
     * @param values NaN where there is none
     */
    public record Curve(double[] steps, double[] values) {}

    /**
     * The course of one measured value, by its name in the log.
     *
     * @param before its value in front of the first step
     * @param after its value after the last one; NaN where it was not measured then
     * @param last which that is
     */
    public Curve measured(String name, double before, double after, int last) {
        List<double[]> points = new ArrayList<>();
        points.add(new double[] {0, before});
        for (Json each : evaluations) {
            double value = each.field("figures")
                    .optional(name)
                    .filter(found -> !found.isNull())
                    .map(Json::number)
                    .orElse(Double.NaN);
            points.add(new double[] {each.field("number").number(), value});
        }
        if (points.get(points.size() - 1)[0] < last) points.add(new double[] {last, after});
        return new Curve(
                points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray());
    }

    /** The course of one value that each step has, by its name in the log; NaN in steps that do not have it. */
    public Curve course(String name) {
        double[] x = steps.stream()
                .mapToDouble(step -> step.field("number").number())
                .toArray();
        double[] y = steps.stream()
                .mapToDouble(step -> step.optional(name)
                        .or(() -> step.optional("figures").flatMap(each -> each.optional(name)))
                        .map(Json::number)
                        .orElse(Double.NaN))
                .toArray();
        return new Curve(x, y);
    }

    /** Keeps the log of a run in memory, of a run that has no folder. */
    public static final class Recorder implements RunListener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void started(RunPlan plan) {
            lines.add(JsonLinesLog.line("started", plan));
        }

        @Override
        public void stepped(Step step) {
            lines.add(JsonLinesLog.line("step", step));
        }

        @Override
        public void evaluated(int step, Map<String, Double> figures) {
            lines.add(JsonLinesLog.line("evaluated", JsonLinesLog.evaluation(step, figures)));
        }

        @Override
        public void finished(RunSummary summary) {
            lines.add(JsonLinesLog.line("finished", summary));
        }

        /** The run as far as it was recorded. */
        public RunLog log() {
            return RunLog.of(Path.of("run.jsonl"), lines);
        }
    }
}
