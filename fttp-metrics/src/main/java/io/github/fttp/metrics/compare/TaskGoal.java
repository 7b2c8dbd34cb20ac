package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.DataSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A goal of a task.
 *
 * @param set whose measurement is meant
 * @param metric its name
 */
public record TaskGoal(DataSet set, String metric, Goal goal) {
    private static final Set<String> FIELDS = Set.of("set", "metric", "at_most", "at_least", "times");

    /** @param rows names that {@code times} can name: the methods' and {@value Trial#BEFORE} */
    static TaskGoal read(Json json, Set<String> rows) {
        TaskFields.onlyKnows(json, FIELDS);
        DataSet set;
        try {
            set = DataSet.parse(json.field("set").text());
        } catch (IllegalArgumentException e) {
            throw json.field("set").refuse(e.getMessage());
        }
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
        return new TaskGoal(set, json.field("metric").text(), goal);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("set", set.name());
        json.put("metric", metric);
        json.put(goal.upper() ? "at_most" : "at_least", goal.bound());
        goal.row().ifPresent(row -> json.put("times", row));
        return json;
    }
}
