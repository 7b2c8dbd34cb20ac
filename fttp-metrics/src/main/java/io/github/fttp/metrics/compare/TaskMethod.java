package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A method of a task: its specification, and the settings that are tried.
 *
 * @param name as reports call it
 * @param spec of the registry {@link Methods}
 * @param grid settings that are tried, each with a scale of the method's forget strength; at least one
 */
public record TaskMethod(String name, MethodSpec spec, List<Setting> grid) {
    private static final Set<String> FIELDS = Set.of("name", "method", "rates", "steps", "scales");

    static TaskMethod read(Json json, Modality modality, int steps) {
        TaskFields.onlyKnows(json, FIELDS);
        MethodSpec spec;
        try {
            spec = Methods.parse(json.field("method").text(), modality);
        } catch (InputException e) {
            throw json.field("method").refuse("is not a method: " + e.getMessage());
        }
        List<Double> rates = numbers(json, "rates");
        List<Double> scales = numbers(json, "scales");
        int own = json.optional("steps").map(field -> field.count(0)).orElse(steps);
        if (rates.isEmpty() && own > 0) json.field("rates"); // which refuses its absence
        List<Setting> grid = new ArrayList<>();
        for (double rate : rates.isEmpty() ? List.of(0.0) : rates) {
            for (double scale : scales.isEmpty() ? List.of(1.0) : scales) grid.add(new Setting(rate, own, scale));
        }
        if (!scales.isEmpty() && !spec.settings().containsKey("alpha")) {
            throw json.field("scales").refuse("has no effect: " + spec.entry().name() + " has no alpha to scale");
        }
        try {
            grid.forEach(setting -> setting.of(spec));
        } catch (InputException e) {
            throw json.refuse("cannot be made: " + e.getMessage());
        }
        return new TaskMethod(json.optional("name").map(Json::text).orElse(spec.toString()), spec, grid);
    }

    private static List<Double> numbers(Json json, String field) {
        if (!json.has(field)) return List.of();
        List<Double> numbers = new ArrayList<>();
        for (Json each : json.field(field).items()) {
            if (!(each.number() > 0)) throw each.refuse("is " + each.found() + ", expected a number above 0");
            numbers.add(each.number());
        }
        if (numbers.isEmpty()) throw json.field(field).refuse("is empty, expected at least one number");
        return numbers;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("method", spec.toString());
        json.put("steps", grid.get(0).steps());
        if (grid.get(0).rate() > 0)
            json.put("rates", grid.stream().map(Setting::rate).distinct().toList());
        if (grid.stream().anyMatch(setting -> setting.scale() != 1))
            json.put("scales", grid.stream().map(Setting::scale).distinct().toList());
        return json;
    }
}
