package io.github.fttp.metrics;

import io.github.fttp.metrics.statistics.Interval;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A value with the number of samples it is of and the interval that it is known to.
 *
 * @param interval value, ends (NaN where there are none) and number of samples
 * @param better which way it is better
 * @param chance its value for a model that knows nothing; NaN where no such value is known, then no verdict rests on it
 */
public record Measurement(Interval interval, Kind kind, Direction better, double chance) {
    /** A measurement that no verdict rests on. */
    public Measurement(Interval interval, Kind kind, Direction better) {
        this(interval, kind, better, Double.NaN);
    }

    /** Sorts of numbers that a measurement can be: how it is shown and averaged. */
    public enum Kind {
        /** From 0 to 1; shown in percent. */
        SHARE,
        /** In its own unit. */
        PLAIN,
        /** A multiple of something: its mean is the geometric one, in which twice and half as much cancel. */
        RATIO
    }

    /** The value itself. */
    public double value() {
        return interval.value();
    }

    /** The lower end of the 95 % interval, NaN where there is none. */
    public double low() {
        return interval.low();
    }

    /** The upper end. */
    public double high() {
        return interval.high();
    }

    /** How many samples it is of: texts, images, tokens. */
    public int samples() {
        return interval.samples();
    }

    /** The value as people read it: {@code 12.3%}, {@code 1.234}. */
    public String number() {
        return number(value());
    }

    /** Value, interval and sample size: {@code 12.3% [10.1%, 14.9%] of 24}. */
    public String text() {
        return (number() + " " + ends()).strip() + " of " + samples();
    }

    /** The interval as people read it: {@code [10.1%, 14.9%]}; empty where there is none. */
    public String ends() {
        return Double.isFinite(low()) ? "[" + number(low()) + ", " + number(high()) + "]" : "";
    }

    private String number(double value) {
        if (Double.isNaN(value)) return "-";
        if (kind == Kind.SHARE) return String.format(Locale.ROOT, "%.1f%%", 100 * value);
        return String.format(Locale.ROOT, Math.abs(value) >= 0.1 && Math.abs(value) < 100 ? "%.3f" : "%.3g", value);
    }

    /** The fields of it in a JSON file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("value", value());
        json.put("low", low());
        json.put("high", high());
        json.put("samples", samples());
        json.put("kind", kind.name().toLowerCase(Locale.ROOT));
        json.put("better", better.name().toLowerCase(Locale.ROOT));
        if (Double.isFinite(chance)) json.put("chance", chance);
        return json;
    }
}
