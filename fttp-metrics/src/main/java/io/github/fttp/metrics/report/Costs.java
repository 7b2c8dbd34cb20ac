package io.github.fttp.metrics.report;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.RunLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The price of forgetting: time, memory and data.
 *
 * @param rows of a table, in words
 */
public record Costs(Map<String, String> rows) {
    private static final double GIB = 1L << 30;

    public Costs {
        rows = new LinkedHashMap<>(rows);
    }

    /**
     * Sums up the steps of a run, those before a resumption too.
     *
     * @param given data that the method was given
     */
    public static Costs of(RunLog log, String given) {
        List<Json> steps = log.steps();
        double seconds = steps.stream()
                .mapToDouble(step -> step.field("seconds").number())
                .sum();
        double peak = steps.stream()
                .mapToDouble(step -> step.field("peakBytes").number())
                .max()
                .orElse(0);
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("optimiser steps", String.valueOf(steps.size()));
        if (!steps.isEmpty()) {
            rows.put("time of the steps", number(seconds) + " s, " + number(seconds / steps.size()) + " s a step");
        }
        passes(steps).ifPresent(times -> rows.put("passes forward and back over the data to forget", number(times)));
        if (peak > 0) rows.put("peak memory of the process", gib(peak));
        rows.put("data given", given);
        return new Costs(rows);
    }

    /** The epoch of a step is that in front of it. */
    private static OptionalDouble passes(List<Json> steps) {
        if (steps.size() < 2) return OptionalDouble.empty();
        Json last = steps.get(steps.size() - 1);
        double number = last.field("number").number();
        return OptionalDouble.of(last.field("epoch").number() * number / (number - 1));
    }

    /**
     * Gives the costs of an edit in closed form.
     *
     * @param peak memory of the process in bytes, 0 where it is not known
     * @param given data that the method was given
     */
    public static Costs of(double seconds, long peak, String given) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("time of the edit", number(seconds) + " s");
        if (peak > 0) rows.put("peak memory of the process", gib(peak));
        rows.put("data given", given);
        return new Costs(rows);
    }

    private static String gib(double bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / GIB);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
