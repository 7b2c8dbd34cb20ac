package io.github.fttp.core;

import java.util.OptionalInt;

/** The checks of settings, each with a message that names the setting, what it was and what it must be. */
public final class Check {
    private Check() {}

    /** Finite and not below {@code least}. */
    public static void finiteAtLeast(double least, double value, String name) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    name + " must be finite and at least " + plain(least) + ", was " + value);
        }
    }

    /** Finite and above 0. */
    public static void positive(double value, String name) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be finite and above 0, was " + value);
        }
    }

    /** In {@code [from, to)}. */
    public static void inHalfOpen(double from, double to, double value, String name) {
        if (!(value >= from && value < to)) {
            throw new IllegalArgumentException(
                    name + " must be at least " + plain(from) + " and below " + plain(to) + ", was " + value);
        }
    }

    /** A whole number not below {@code least}. */
    public static void atLeast(int least, int value, String name) {
        if (value < least) throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
    }

    /**
     * Reads a system property that is a whole number not below {@code least}; empty where it is not set.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static OptionalInt property(String name, int least) {
        String value = System.getProperty(name);
        if (value == null) return OptionalInt.empty();
        try {
            int number = Integer.parseInt(value);
            atLeast(least, number, "the system property " + name);
            return OptionalInt.of(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the system property " + name + " must be a whole number, was \"" + value + "\"", e);
        }
    }

    /** A whole number in {@code [from, to]}. */
    public static void between(int from, int to, int value, String name) {
        if (value < from || value > to) {
            throw new IllegalArgumentException(name + " must be from " + from + " to " + to + ", was " + value);
        }
    }

    /** In {@code [from, to]}. */
    public static void between(double from, double to, double value, String name) {
        if (!(value >= from && value <= to)) {
            throw new IllegalArgumentException(
                    name + " must be from " + plain(from) + " to " + plain(to) + ", was " + value);
        }
    }

    /** Above 0 and at most {@code most}. */
    public static void positiveAtMost(double most, double value, String name) {
        if (!(value > 0 && value <= most)) {
            throw new IllegalArgumentException(name + " must be above 0 and at most " + plain(most) + ", was " + value);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
