package io.github.fttp.diffusion.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Figures by name, in the order they were measured in: each with how many things it is of, and an interval where it has one. */
final class Figures {
    private static final long SEED = 1;

    private final Map<String, Interval> byName = new LinkedHashMap<>();

    /** The mean of what each of these has; without any there is no figure. */
    <T> void mean(String name, List<T> of, ToDoubleFunction<T> value) {
        if (of.isEmpty()) return;
        byName.put(name, Interval.ofMean(of.stream().mapToDouble(value).toArray(), SEED));
    }

    /** A figure of values in groups that stay together; without any there is no figure. */
    void of(String name, Interval.Figure figure, List<double[]> groups) {
        if (!groups.isEmpty()) byName.put(name, Interval.ofGroups(figure, groups, SEED));
    }

    /** One of all together, without an interval. */
    void together(String name, Score score) {
        byName.put(name, new Interval(score.value(), Double.NaN, Double.NaN, score.size()));
    }

    /** Without their intervals. */
    Map<String, Score> scores() {
        Map<String, Score> scores = new LinkedHashMap<>();
        byName.forEach((name, interval) -> scores.put(name, new Score(interval.value(), interval.samples())));
        return scores;
    }

    /** Writes a line for each. */
    void print() {
        byName.forEach((name, interval) -> System.out.printf(
                Locale.ROOT, "%-32s %10.4g  %s of %d%n", name, interval.value(), ends(interval), interval.samples()));
    }

    private static String ends(Interval interval) {
        if (Double.isNaN(interval.low())) return "";
        return String.format(Locale.ROOT, "[%.4g, %.4g] ", interval.low(), interval.high());
    }

    /** Writes them as JSON, by name. */
    void write(Path file) {
        ObjectNode root = Json.object();
        byName.forEach((name, interval) -> root.putObject(name)
                .put("value", interval.value())
                .put("low", interval.low())
                .put("high", interval.high())
                .put("samples", interval.samples()));
        Json.write(file, root);
    }
}
