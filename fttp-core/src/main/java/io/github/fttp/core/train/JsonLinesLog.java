package io.github.fttp.core.train;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a run as JSON lines: {@code {"event": "started" | "step" | "evaluated" | "finished", ...}}. Each line is on the
 * disk before the run goes on, so a killed run leaves all it did; a resumed one drops what came after its checkpoint.
 */
public final class JsonLinesLog implements RunListener {
    private final Path file;

    /** @param file written anew by a run that begins, continued by one that resumes */
    public JsonLinesLog(Path file) {
        this.file = file;
    }

    @Override
    public void started(RunPlan plan) {
        StringBuilder kept = new StringBuilder();
        if (plan.firstStep() > 0 && Files.exists(file)) {
            String[] lines = read().split("\n");
            for (int i = 0; i < lines.length; i++) {
                if (stepOf(lines[i]) > plan.firstStep()) continue;
                Json.data(file, lines[i], i + 1); // a damaged line is told of now, not when the run is done
                kept.append(lines[i]).append('\n');
            }
        }
        AtomicFiles.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
        append("started", plan);
    }

    /** Not by readString: a killed run may leave half a character, which that refuses. */
    private String read() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }

    /** The step a line speaks of: 0 for the beginning, a very late one for an end or half a line. */
    private static int stepOf(String line) {
        if (!line.endsWith("}")) return Integer.MAX_VALUE;
        if (line.contains("\"event\":\"started\"")) return 0;
        var number = Pattern.compile("\"number\":(\\d+)").matcher(line);
        return number.find() ? Integer.parseInt(number.group(1)) : Integer.MAX_VALUE;
    }

    @Override
    public void stepped(Step step) {
        append("step", step);
    }

    @Override
    public void evaluated(int step, Map<String, Double> figures) {
        append("evaluated", evaluation(step, figures));
    }

    @Override
    public void finished(RunSummary summary) {
        append("finished", summary);
    }

    private void append(String event, Object value) {
        try {
            Files.write(
                    file,
                    (line(event, value) + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        }
    }

    /** Gives an evaluation as it is logged. */
    static Map<String, Object> evaluation(int step, Map<String, Double> figures) {
        Map<String, Object> value = new LinkedHashMap<>(); // in this order: Map.of has another one in each process
        value.put("number", step);
        value.put("figures", figures);
        return value;
    }

    /** An event as one line. */
    static String line(String event, Object value) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.put("value", value);
        return Json.line(line);
    }
}
