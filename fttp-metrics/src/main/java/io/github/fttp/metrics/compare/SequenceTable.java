package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Requests to forget that came one after the other as a table: a row for each, and of each method what is forgotten of all
 * so far and kept of the others.
 */
public record SequenceTable(List<Stage> stages) {
    /** Writes it as README files have it. */
    public String markdown() {
        Map<String, Map<Integer, Stage>> methods = new LinkedHashMap<>();
        Map<Integer, String> requests = new TreeMap<>();
        for (Stage each : stages) {
            methods.computeIfAbsent(each.name(), name -> new TreeMap<>()).put(each.number(), each);
            requests.put(each.number(), each.concept());
        }
        List<String> header = new ArrayList<>(List.of("requests", "the last one"));
        methods.keySet().forEach(name -> header.addAll(List.of(name + ": forgotten", name + ": others kept")));
        StringBuilder lines =
                new StringBuilder(TableText.markdown(header)).append('|').append(" --- |".repeat(header.size()));
        requests.forEach((number, concept) -> {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(number), concept));
            for (Map<Integer, Stage> of : methods.values()) {
                Optional<Stage> stage = Optional.ofNullable(of.get(number));
                cells.add(text(stage, Stage::forgotten));
                cells.add(text(stage, Stage::left));
            }
            lines.append('\n').append(TableText.markdown(cells).stripTrailing());
        });
        return lines.append('\n').toString();
    }

    /** Empty for a method whose weights were no numbers before. */
    private static String text(Optional<Stage> stage, Function<Stage, Interval> value) {
        return stage.map(value)
                .map(each -> Summary.text(each, Kind.SHARE) + (each.samples() == 0 ? "" : ", n " + each.samples()))
                .orElse("");
    }
}
