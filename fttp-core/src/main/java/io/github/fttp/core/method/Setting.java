package io.github.fttp.core.method;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A setting of a method: what it is called and means, the values it can have, and its default. The constructor of the method
 * checks by it, and {@link Methods} reads and lists it, so that a range stands in one place.
 *
 * <pre>{@code
 * private static final Setting<Float> BETA = Setting.above(0, "beta", "how soon forgetting fades").standard(0.1f, "the authors");
 * }</pre>
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
    private final String name;
    private final String meaning;
    private final Values<T> values;
    private final Map<Modality, Default<T>> defaults;

    /**
     * The values that a setting can have.
     *
     * @param range in words: {@code finite and above 0}
     * @param reader throws {@link IllegalArgumentException} where a text is no value of the type
     * @param writer the inverse of the reader
     */
    private record Values<T>(
            String range, Predicate<T> allowed, Function<String, T> reader, Function<T, String> writer) {}

    /**
     * The value of a setting that is not given.
     *
     * @param source whose default it is
     */
    public record Default<T>(T value, String source) {}

    private Setting(String name, String meaning, Values<T> values, Map<Modality, Default<T>> defaults) {
        this.name = name;
        this.meaning = meaning;
        this.values = values;
        this.defaults = defaults;
    }

    private static <T> Setting<T> of(String name, String meaning, Values<T> values) {
        return new Setting<>(name, meaning, values, Map.of());
    }

    private static Values<Float> numbers(String range, Predicate<Float> allowed) {
        return new Values<>(range, allowed, Float::valueOf, Setting::plain);
    }

    /** A finite number not below {@code least}. */
    public static Setting<Float> atLeast(double least, String name, String meaning) {
        return of(
                name,
                meaning,
                numbers("finite and at least " + plain((float) least), x -> x >= least && Float.isFinite(x)));
    }

    /** A finite number above {@code bound}. */
    public static Setting<Float> above(double bound, String name, String meaning) {
        return of(
                name,
                meaning,
                numbers("finite and above " + plain((float) bound), x -> x > bound && Float.isFinite(x)));
    }

    /** A number in {@code [from, below)}. */
    public static Setting<Float> between(double from, double below, String name, String meaning) {
        return of(
                name,
                meaning,
                numbers(
                        "at least " + plain((float) from) + " and below " + plain((float) below),
                        x -> x >= from && x < below));
    }

    /** A whole number not below {@code least}. */
    public static Setting<Long> whole(long least, String name, String meaning) {
        Values<Long> values =
                new Values<>("a whole number of at least " + least, x -> x >= least, Long::valueOf, String::valueOf);
        return of(name, meaning, values);
    }

    /** With this default in every modality. */
    public Setting<T> standard(T value, String source) {
        Setting<T> all = this;
        for (Modality each : Modality.values()) all = all.standard(each, value, source);
        return all;
    }

    /** With this default in one modality. */
    public Setting<T> standard(Modality modality, T value, String source) {
        check(value);
        Map<Modality, Default<T>> more = new EnumMap<>(Modality.class);
        more.putAll(defaults);
        more.put(modality, new Default<>(value, source));
        return new Setting<>(name, meaning, values, more);
    }

    /** As a specification names it: {@code beta}. */
    public String name() {
        return name;
    }

    /** Says what it does, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The values it can have, in words: {@code finite and above 0}. */
    public String range() {
        return values.range();
    }

    /** Its default; empty where it must be given. */
    public Optional<Default<T>> standard(Modality modality) {
        return Optional.ofNullable(defaults.get(modality));
    }

    /**
     * Refuses a value out of range.
     *
     * @throws IllegalArgumentException naming the setting, the value and the range
     */
    public void check(T value) {
        if (!values.allowed().test(value)) throw outOfRange(values.writer().apply(value));
    }

    /**
     * Reads a value as a specification writes it.
     *
     * @throws IllegalArgumentException naming the setting, the text and the range
     */
    T read(String text) {
        T value;
        try {
            value = values.reader().apply(text);
        } catch (IllegalArgumentException e) {
            throw outOfRange("\"" + text + "\"");
        }
        check(value);
        return value;
    }

    /** Writes a value as {@link #read} reads it. */
    public String write(T value) {
        return values.writer().apply(value);
    }

    private IllegalArgumentException outOfRange(String found) {
        return new IllegalArgumentException(name + " (" + meaning + ") must be " + range() + ", was " + found);
    }

    /** Without a fraction where there is none. */
    private static String plain(float value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e7;
        return whole ? String.valueOf((long) value) : String.valueOf(value);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Describes it in a line: name, meaning, range, and default in that modality. */
    String text(Modality modality) {
        String standard = standard(modality)
                .map(each -> " (default: " + write(each.value()) + ", " + each.source() + ")")
                .orElse(" (no default)");
        return name() + ": " + meaning() + "; " + range() + standard;
    }
}
