package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Fields of task files. */
final class TaskFields {
    private TaskFields() {}

    /** Refuses fields beyond these, naming the one that was meant perhaps. */
    static void onlyKnows(Json json, Set<String> known) {
        for (String name : json.names()) {
            if (known.contains(name)) continue;
            throw json.field(name)
                    .refuse("is not known"
                            + Nearest.to(name, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(", expected one of " + new TreeSet<>(known)));
        }
    }

    /** Finds what one of the known words stands for. */
    static <T> T choice(Json json, Map<String, T> choices) {
        T chosen = choices.get(json.text());
        if (chosen == null) {
            throw json.refuse("is " + json.found() + ", expected one of " + new TreeSet<>(choices.keySet()));
        }
        return chosen;
    }

    /** A list of texts; empty where the field is absent. */
    static List<String> texts(Json json, String field) {
        if (!json.has(field)) return List.of();
        return json.field(field).items().stream().map(Json::text).toList();
    }

    /** A list of numbers above 0, at least one; empty where the field is absent. */
    static List<Double> numbers(Json json, String field) {
        if (!json.has(field)) return List.of();
        List<Double> numbers = new ArrayList<>();
        for (Json each : json.field(field).items()) {
            if (!(each.number() > 0)) throw each.refuse("is " + each.found() + ", expected a number above 0");
            numbers.add(each.number());
        }
        if (numbers.isEmpty()) throw json.field(field).refuse("is empty, expected at least one number");
        return numbers;
    }
}
