package io.github.fttp.core.train;

import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two runs side by side: what they depended on, and the figures that came of it.
 *
 * @param rows what differs first, in the order of manifests and figures
 */
public record RunDifferences(List<Row> rows) {
    private static final String NONE = "-";

    /**
     * Something that both runs have, or one of them.
     *
     * @param name such as {@code settings, batch}
     * @param first of the first run; {@code -} for none
     * @param second of the second
     */
    public record Row(String name, String first, String second) {
        /** Whether it is another in each. */
        public boolean differs() {
            return !first.equals(second);
        }
    }

    /**
     * Reads what two runs left.
     *
     * @param first its folder, manifest or file of measurements
     * @param second likewise
     * @throws io.github.fttp.core.io.BadData naming a manifest that is missing or of another form
     */
    public static RunDifferences of(Path first, Path second) {
        return of(read(first), read(second));
    }

    /** Compares what two runs have by name, such as their settings. */
    public static RunDifferences of(Map<String, String> first, Map<String, String> second) {
        Set<String> names = new LinkedHashSet<>(first.keySet());
        names.addAll(second.keySet());
        List<Row> differing = new ArrayList<>();
        List<Row> same = new ArrayList<>();
        for (String name : names) {
            Row row = new Row(name, first.getOrDefault(name, NONE), second.getOrDefault(name, NONE));
            (row.differs() ? differing : same).add(row);
        }
        differing.addAll(same);
        return new RunDifferences(differing);
    }

    /**
     * Reads what a run left, by name: settings, inputs, platform, results and figures.
     *
     * @param path its folder, manifest or file of measurements
     * @throws io.github.fttp.core.io.BadData naming a manifest that is missing or of another form
     */
    public static Map<String, String> read(Path path) {
        Path file = Manifest.file(path);
        Manifest manifest = Manifest.read(file);
        Map<String, String> all = new LinkedHashMap<>();
        manifest.settings().forEach((name, value) -> all.put("settings, " + name, value));
        manifest.inputs().forEach((name, value) -> all.put("inputs, " + name, value));
        all.putAll(manifest.platform().described());
        manifest.results().forEach((name, value) -> all.put("results, " + name, value));
        Path beside = Path.of(file.toString().replaceFirst("\\." + Manifest.FILE + "$", ""));
        Path figures = beside.equals(file) ? file.resolveSibling("metrics.json") : beside;
        if (Files.isRegularFile(figures) && figures.toString().endsWith(".json")) {
            figures(Json.data(figures), all);
        }
        return all;
    }

    /** Adds all numbers within a value by their paths. */
    private static void figures(Json value, Map<String, String> all) {
        if (value.isNumber()) all.put("figures, " + value.path(), value.node().asText());
        if (value.isObject()) value.names().forEach(name -> figures(value.field(name), all));
        if (value.isArray()) value.items().forEach(item -> figures(item, all));
    }

    /** The rows that differ. */
    public List<Row> differing() {
        return rows.stream().filter(Row::differs).toList();
    }

    /** A table for the terminal, a line for each row: only what differs, or all. */
    public String text(boolean all) {
        List<Row> shown = all ? rows : differing();
        if (shown.isEmpty()) return String.format("no difference in %s settings, inputs and figures%n", rows.size());
        int name = shown.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int first = shown.stream().mapToInt(row -> row.first().length()).max().orElse(0);
        StringBuilder lines = new StringBuilder();
        for (Row row : shown) {
            lines.append(String.format(
                    "%s %-" + name + "s  %-" + first + "s  %s%n",
                    row.differs() ? "*" : " ",
                    row.name(),
                    row.first(),
                    row.second()));
        }
        return lines.toString();
    }
}
