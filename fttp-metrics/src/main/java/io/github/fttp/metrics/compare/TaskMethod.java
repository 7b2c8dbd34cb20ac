package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A method of a task: its specification, and the settings that are tried.
 *
 * @param id names it in the task and in the ledger
 * @param name as reports call it
 * @param spec of the registry {@link Methods}
 * @param grid settings that are tried first: each rate with each scale of the forget strength and each part that trains
 * @param data the images that it trains on; empty for those of the concept
 */
public record TaskMethod(String id, String name, MethodSpec spec, List<Setting> grid, String data) {
    private static final Set<String> FIELDS = Set.of("id", "name", "method", "rates", "steps", "scales", "part");
    private static final Set<String> OF_IMAGES = Set.of("data");

    public TaskMethod {
        grid = List.copyOf(grid);
    }

    /**
     * Reads one.
     *
     * @param shared steps where it has none of its own, and what ends its runs
     * @param rates likewise; may be empty
     * @param parts likewise
     */
    static TaskMethod read(Json json, Modality modality, Setting shared, List<Double> rates, List<String> parts) {
        Set<String> fields = new HashSet<>(FIELDS);
        if (modality == Modality.IMAGE) fields.addAll(OF_IMAGES);
        TaskFields.onlyKnows(json, fields);
        MethodSpec spec = spec(json.field("method"), modality);
        String name = json.optional("name")
                .map(Json::text)
                .orElse(json.field("method").text());
        return new TaskMethod(
                json.optional("id").map(Json::text).orElse(name),
                name,
                spec,
                grid(json, spec, shared, rates, json.has("part") ? parts(json) : parts),
                json.optional("data").map(Json::text).orElse(""));
    }

    private static MethodSpec spec(Json json, Modality modality) {
        try {
            return Methods.parse(json.text(), modality);
        } catch (InputException e) {
            throw json.refuse("is not a method: " + e.getMessage());
        }
    }

    private static List<Setting> grid(
            Json json, MethodSpec spec, Setting shared, List<Double> rates, List<String> parts) {
        int own = json.optional("steps").map(field -> field.count(0)).orElse(shared.steps());
        List<Double> tried = json.has("rates") ? TaskFields.numbers(json, "rates") : rates;
        if (own == 0) tried = List.of(0.0); // it trains nothing
        if (tried.isEmpty()) json.field("rates"); // which refuses its absence
        List<Double> scales = TaskFields.numbers(json, "scales");
        if (!scales.isEmpty() && !spec.settings().containsKey("alpha")) {
            throw json.field("scales").refuse("has no effect: " + spec.entry().name() + " has no alpha to scale");
        }
        List<Setting> grid = new ArrayList<>();
        for (String part : parts) {
            for (double rate : tried) {
                for (double scale : scales.isEmpty() ? List.of(1.0) : scales) {
                    grid.add(new Setting(rate, own, scale, part, shared.until()));
                }
            }
        }
        try {
            grid.forEach(setting -> setting.of(spec));
        } catch (InputException e) {
            throw json.refuse("cannot be made: " + e.getMessage());
        }
        return grid;
    }

    /** The parts that a field names, one or several; the one that a method is made for where there is none. */
    static List<String> parts(Json json) {
        Optional<Json> part = json.optional("part");
        if (part.isEmpty()) return List.of("");
        List<String> parts = part.get().isText()
                ? List.of(part.get().text())
                : part.get().items().stream().map(Json::text).toList();
        if (parts.isEmpty()) throw part.get().refuse("is empty, expected at least one part");
        return parts;
    }

    /** Whether this is its id, or what reports call it. */
    boolean isCalled(String called) {
        return id.equals(called) || name.equals(called);
    }

    /** Takes other settings to try. */
    public TaskMethod grid(List<Setting> other) {
        return new TaskMethod(id, name, spec, other, data);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", name);
        json.put("method", spec.toString());
        json.put("steps", grid.get(0).steps());
        if (grid.get(0).rate() > 0)
            json.put("rates", grid.stream().map(Setting::rate).distinct().toList());
        if (grid.stream().anyMatch(setting -> setting.scale() != 1))
            json.put("scales", grid.stream().map(Setting::scale).distinct().toList());
        List<String> parts = grid.stream().map(Setting::part).distinct().toList();
        if (!parts.equals(List.of(""))) json.put("part", parts);
        if (!data.isEmpty()) json.put("data", data);
        return json;
    }
}
