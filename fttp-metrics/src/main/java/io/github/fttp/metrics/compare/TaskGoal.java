package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A goal of a task.
 *
 * @param measurement its name: {@code natural/natural knowledge}, in the drawn world {@code name rate}
 */
public record TaskGoal(String measurement, Goal goal) {
    private static final Set<String> FIELDS = Set.of("measurement", "at_most", "at_least", "times");

    /** @param rows names that {@code times} can name: the methods' and {@value Trial#BEFORE} */
    static TaskGoal read(Json json, Set<String> rows) {
        TaskFields.onlyKnows(json, FIELDS);
        if (json.has("at_most") == json.has("at_least")) {
            throw json.refuse("has both or neither of at_most and at_least, expected one");
        }
        Goal goal = json.has("at_most")
                ? Goal.atMost(json.field("at_most").number())
                : Goal.atLeast(json.field("at_least").number());
        if (json.has("times")) {
            Json times = json.field("times");
            if (!rows.contains(times.text())) throw times.refuse("is " + times.found() + ", expected one of " + rows);
            goal = goal.timesThatOf(times.text());
        }
        return new TaskGoal(json.field("measurement").text(), goal);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("measurement", measurement);
        json.put(goal.upper() ? "at_most" : "at_least", goal.bound());
        goal.row().ifPresent(row -> json.put("times", row));
        return json;
    }
}
