package io.github.fttp.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Measurements of one model at one moment, by data set and name of the metric, in the order in which they were taken.
 *
 * @param bySet every set with its measurements
 */
public record Measurements(Map<DataSet, Map<String, Measurement>> bySet) {
    public Measurements {
        Map<DataSet, Map<String, Measurement>> copy = new LinkedHashMap<>();
        bySet.forEach((set, named) -> copy.put(set, new LinkedHashMap<>(named)));
        bySet = copy;
    }

    /** None at all. */
    public static Measurements none() {
        return new Measurements(Map.of());
    }

    /** One of them; empty where there was nothing to measure. */
    public Optional<Measurement> of(DataSet set, String metric) {
        return Optional.ofNullable(bySet.getOrDefault(set, Map.of()).get(metric));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return bySet.values().stream().allMatch(Map::isEmpty);
    }

    /** Walks over all of them; the name is {@code forget/forget rate}. */
    public void forEach(BiConsumer<String, Measurement> consumer) {
        bySet.forEach((set, named) -> named.forEach((name, each) -> consumer.accept(set.name() + "/" + name, each)));
    }

    /** The fields of a JSON file: an object a set, in it an object a metric. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        bySet.forEach((set, named) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            named.forEach((name, each) -> fields.put(name, each.json()));
            json.put(set.name(), fields);
        });
        return json;
    }

    /** The flat name of the lower end of a value's interval. */
    public static String low(String name) {
        return name + ", low";
    }

    /** The flat name of the upper end. */
    public static String high(String name) {
        return name + ", high";
    }

    /**
     * Values by flat names, as the log of a run has them: {@code forget/forget rate}, and beside it the ends of its interval
     * {@code forget/forget rate, low}, {@code ..., high} and its {@code ..., samples}.
     */
    public Map<String, Double> flat() {
        Map<String, Double> flat = new LinkedHashMap<>();
        forEach((name, each) -> {
            flat.put(name, each.value());
            flat.put(low(name), each.low());
            flat.put(high(name), each.high());
            flat.put(name + ", samples", (double) each.samples());
        });
        return flat;
    }

    /** A line for each, for the terminal. */
    public String lines() {
        StringBuilder lines = new StringBuilder();
        forEach((name, each) -> lines.append(String.format("%-48s %s%n", name, each.text())));
        return lines.toString();
    }
}
