package io.github.fttp.examples.verify;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/**
 * Compares values with the reference's and prints a line for each: {@code case key max-abs max-rel tolerance ok|OFF}; where
 * one is off, also the worst element with both values. What is not a number is off, on either side.
 */
public final class Comparisons {
    private final PrintStream out;
    private String name = "";
    private int compared;
    private int off;

    /** @param out takes the lines */
    public Comparisons(PrintStream out) {
        this.out = out;
    }

    /** The case that the following comparisons belong to. */
    public void begin(String caseName) {
        name = caseName;
    }

    /** How many values were compared. */
    public int compared() {
        return compared;
    }

    /** How many of them were off. */
    public int off() {
        return off;
    }

    /** Outputs and losses: {@code |ours - theirs| <= atol + rtol |theirs|} for every element. */
    public void values(String key, float[] ours, float[] theirs, double atol, double rtol) {
        values(key, ours, theirs, atol, rtol, everywhere(theirs.length));
    }

    /** The same where {@code where} is true; equally long. */
    public void values(String key, float[] ours, float[] theirs, double atol, double rtol, boolean[] where) {
        compare(key, ours, theirs, where, "%g+%g*|x|".formatted(atol, rtol), value -> atol + rtol * Math.abs(value));
    }

    /** Gradients: {@code |ours - theirs| <= rtol * max|theirs|}. */
    public void gradient(String key, float[] ours, float[] theirs, double rtol) {
        double largest = 0;
        for (float value : theirs) largest = Math.max(largest, Math.abs(value));
        double allowed = rtol * largest;
        compare(key, ours, theirs, everywhere(theirs.length), "%g*max".formatted(rtol), value -> allowed);
    }

    /**
     * Values that were rounded to steps before: {@code |ours - theirs| <= atol}, but at most a share of the elements may
     * be a step further off, where a rounding went the other way.
     *
     * @param step of an element, by its index
     * @param share from 0 to 1
     */
    public void rounded(String key, float[] ours, float[] theirs, double atol, IntToDoubleFunction step, double share) {
        String tolerance = "%g,step:%g%%".formatted(atol, 100 * share);
        if (ours.length != theirs.length) {
            line(key, Double.NaN, Double.NaN, tolerance, false, ours.length + " values, expected " + theirs.length);
            return;
        }
        int steps = 0;
        int beyond = -1;
        double absolute = 0;
        double relative = 0;
        for (int i = 0; i < ours.length; i++) {
            double difference = Math.abs((double) ours[i] - theirs[i]);
            absolute = Math.max(absolute, difference);
            if (theirs[i] != 0) relative = Math.max(relative, difference / Math.abs(theirs[i]));
            // Written so that what is not a number is beyond.
            if (!(difference <= atol)) steps++;
            if (!(difference <= atol + step.applyAsDouble(i)) && beyond < 0) beyond = i;
        }
        boolean fine = beyond < 0 && steps <= share * ours.length;
        String detail = beyond < 0
                ? steps + " of " + ours.length + " values are a step off"
                : "[" + beyond + "] is " + ours[beyond] + ", expected " + theirs[beyond];
        line(key, absolute, relative, tolerance, fine, fine ? "" : detail);
    }

    /** Whole numbers, exactly, where {@code where} is true. */
    public void integers(String key, long[] ours, long[] theirs, boolean[] where) {
        if (ours.length != theirs.length) {
            line(key, ours.length, Double.NaN, "exact", false, ours.length + " values, expected " + theirs.length);
            return;
        }
        double largest = 0;
        String worst = "";
        for (int i = 0; i < ours.length; i++) {
            if (!where[i] || ours[i] == theirs[i]) continue;
            if (worst.isEmpty()) worst = "[" + i + "] is " + ours[i] + ", expected " + theirs[i];
            largest = Math.max(largest, Math.abs((double) ours[i] - theirs[i]));
        }
        line(key, largest, largest == 0 ? 0 : Double.NaN, "exact", worst.isEmpty(), worst);
    }

    /** Whole numbers, exactly. */
    public void integers(String key, long[] ours, long[] theirs) {
        integers(key, ours, theirs, everywhere(theirs.length));
    }

    /** Anything with an equals, exactly. */
    public void equal(String key, Object ours, Object theirs) {
        boolean same = Objects.equals(ours, theirs);
        line(
                key,
                same ? 0 : Double.NaN,
                same ? 0 : Double.NaN,
                "exact",
                same,
                same ? "" : "is " + ours + ", expected " + theirs);
    }

    /** Says that an expected value is there and was not compared, and why. */
    public void skipped(String key, String reason) {
        out.println(name + " " + key + " not compared: " + reason);
    }

    private interface Allowed {
        double at(double theirs);
    }

    private void compare(String key, float[] ours, float[] theirs, boolean[] where, String tolerance, Allowed allowed) {
        if (ours.length != theirs.length || where.length != theirs.length) {
            line(key, Double.NaN, Double.NaN, tolerance, false, ours.length + " values, expected " + theirs.length);
            return;
        }
        double absolute = 0;
        double relative = 0;
        double excess = Double.NEGATIVE_INFINITY;
        int worst = -1;
        for (int i = 0; i < ours.length; i++) {
            if (!where[i] || ours[i] == theirs[i]) continue;
            double difference = Math.abs((double) ours[i] - theirs[i]);
            // Not a number is as far away as can be, from itself too: it says nothing about being right.
            if (Double.isNaN(difference)) difference = Double.POSITIVE_INFINITY;
            absolute = Math.max(absolute, difference);
            if (theirs[i] != 0) relative = Math.max(relative, difference / Math.abs(theirs[i]));
            double over = Double.isInfinite(difference) ? difference : difference - allowed.at(theirs[i]);
            if (worst < 0 || over > excess) {
                excess = over;
                worst = i;
            }
        }
        boolean fine = worst < 0 || excess <= 0;
        line(
                key,
                absolute,
                relative,
                tolerance,
                fine,
                fine ? "" : "[" + worst + "] is " + ours[worst] + ", expected " + theirs[worst]);
    }

    private void line(String key, double absolute, double relative, String tolerance, boolean fine, String detail) {
        compared++;
        if (!fine) off++;
        out.println(String.format(
                        Locale.ROOT,
                        "%s %s %.3g %.3g %s %s %s",
                        name,
                        key,
                        absolute,
                        relative,
                        tolerance,
                        fine ? "ok" : "OFF",
                        detail)
                .strip());
    }

    private static boolean[] everywhere(int n) {
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        return all;
    }
}
