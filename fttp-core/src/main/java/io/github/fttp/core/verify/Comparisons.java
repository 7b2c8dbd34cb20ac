package io.github.fttp.core.verify;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/**
 * Compares values with the reference's and prints a line for each: {@code case key max-abs max-rel tolerance share ok|OFF};
 * where one is off, also the worst element with both values. What is not a number is off, on either side.
 *
 * <p>The share is that of the worst element: its difference over what is allowed there. Above 1 it is off; {@code -} stands
 * for values that must be equal and are.
 */
public final class Comparisons {
    private final PrintStream out;
    private String name = "";
    private int compared;
    private int off;
    private double largestShare;
    private String largestKey = "";

    /** @param out takes the lines */
    public Comparisons(PrintStream out) {
        this.out = out;
    }

    /** The case that the following comparisons belong to. */
    public void begin(String caseName) {
        name = caseName;
        largestShare = 0;
        largestKey = "";
    }

    /** Prints the largest share of the case begun last, and where it is. */
    public void summarise() {
        if (largestKey.isEmpty()) return;
        out.println(String.format(
                Locale.ROOT, "%s largest share of a tolerance: %.3f, %s", name, largestShare, largestKey));
    }

    /** The largest share of a tolerance since the case began. */
    public double largestShare() {
        return largestShare;
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

    /** Compares where {@code where} is true; equally long. */
    public void values(String key, float[] ours, float[] theirs, double atol, double rtol, boolean[] where) {
        compare(
                key,
                ours,
                theirs,
                where,
                String.format(Locale.ROOT, "%g+%g*|x|", atol, rtol),
                value -> atol + rtol * Math.abs(value));
    }

    /** Gradients: {@code |ours - theirs| <= rtol * max|theirs|}. */
    public void gradient(String key, float[] ours, float[] theirs, double rtol) {
        double largest = 0;
        for (float value : theirs) largest = Math.max(largest, Math.abs(value));
        double allowed = rtol * largest;
        compare(
                key,
                ours,
                theirs,
                everywhere(theirs.length),
                String.format(Locale.ROOT, "%g*max", rtol),
                value -> allowed);
    }

    /**
     * Values that were rounded to steps before: {@code |ours - theirs| <= atol}, but at most a share of the elements may
     * be a step further off, where a rounding went the other way.
     *
     * @param step of an element, by its index
     * @param share from 0 to 1
     */
    public void rounded(String key, float[] ours, float[] theirs, double atol, IntToDoubleFunction step, double share) {
        String tolerance = String.format(Locale.ROOT, "%g,step:%g%%", atol, 100 * share);
        if (ours.length != theirs.length) {
            lengths(key, tolerance, ours.length, theirs.length);
            return;
        }
        int steps = 0;
        int beyond = -1;
        double absolute = 0;
        double relative = 0;
        double used = 0;
        for (int i = 0; i < ours.length; i++) {
            double difference = Math.abs((double) ours[i] - theirs[i]);
            absolute = Math.max(absolute, difference);
            if (theirs[i] != 0) relative = Math.max(relative, difference / Math.abs(theirs[i]));
            // Written so that what is not a number is beyond.
            if (!(difference <= atol)) steps++;
            if (!(difference <= atol + step.applyAsDouble(i)) && beyond < 0) beyond = i;
            double rest = difference <= atol ? difference : difference - step.applyAsDouble(i);
            used = Math.max(used, portion(rest, atol));
        }
        boolean fine = beyond < 0 && steps <= share * ours.length;
        used = Math.max(used, portion(steps, share * ours.length));
        String detail = beyond < 0
                ? steps + " of " + ours.length + " values are a step off"
                : "[" + beyond + "] is " + ours[beyond] + ", expected " + theirs[beyond];
        line(key, absolute, relative, tolerance, used, fine, fine ? "" : detail);
    }

    /** Whole numbers, exactly, where {@code where} is true. */
    public void integers(String key, long[] ours, long[] theirs, boolean[] where) {
        if (ours.length != theirs.length) {
            lengths(key, "exact", ours.length, theirs.length);
            return;
        }
        double largest = 0;
        String worst = "";
        for (int i = 0; i < ours.length; i++) {
            if (!where[i] || ours[i] == theirs[i]) continue;
            if (worst.isEmpty()) worst = "[" + i + "] is " + ours[i] + ", expected " + theirs[i];
            largest = Math.max(largest, Math.abs((double) ours[i] - theirs[i]));
        }
        exact(key, largest, largest == 0 ? 0 : Double.NaN, worst.isEmpty(), worst);
    }

    /** Whole numbers, exactly. */
    public void integers(String key, long[] ours, long[] theirs) {
        integers(key, ours, theirs, everywhere(theirs.length));
    }

    /** Anything with an equals, exactly. */
    public void equal(String key, Object ours, Object theirs) {
        boolean same = Objects.equals(ours, theirs);
        double difference = same ? 0 : Double.NaN;
        exact(key, difference, difference, same, same ? "" : "is " + ours + ", expected " + theirs);
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
            lengths(key, tolerance, ours.length, theirs.length);
            return;
        }
        double absolute = 0;
        double relative = 0;
        double share = 0;
        int worst = -1;
        for (int i = 0; i < ours.length; i++) {
            if (!where[i] || ours[i] == theirs[i]) continue;
            double difference = Math.abs((double) ours[i] - theirs[i]);
            // Not a number is as far away as can be, from itself too: it says nothing about being right.
            if (Double.isNaN(difference)) difference = Double.POSITIVE_INFINITY;
            absolute = Math.max(absolute, difference);
            if (theirs[i] != 0) relative = Math.max(relative, difference / Math.abs(theirs[i]));
            double portion = portion(difference, allowed.at(theirs[i]));
            if (worst < 0 || portion > share) {
                share = portion;
                worst = i;
            }
        }
        boolean fine = share <= 1;
        String detail = fine ? "" : "[" + worst + "] is " + ours[worst] + ", expected " + theirs[worst];
        line(key, absolute, relative, tolerance, share, fine, detail);
    }

    /** The difference over what is allowed; without end where that is nothing, or endless itself. */
    private static double portion(double difference, double allowed) {
        if (difference <= 0) return 0;
        double portion = difference / allowed;
        return Double.isNaN(portion) ? Double.POSITIVE_INFINITY : portion;
    }

    private void lengths(String key, String tolerance, int ours, int theirs) {
        String detail = ours + " values, expected " + theirs;
        line(key, Double.NaN, Double.NaN, tolerance, Double.POSITIVE_INFINITY, false, detail);
    }

    private void exact(String key, double absolute, double relative, boolean same, String detail) {
        line(key, absolute, relative, "exact", same ? Double.NaN : Double.POSITIVE_INFINITY, same, detail);
    }

    /** @param share not a number where there is none */
    private void line(
            String key, double absolute, double relative, String tolerance, double share, boolean fine, String detail) {
        compared++;
        if (!fine) off++;
        if (share > largestShare || largestKey.isEmpty()) {
            largestShare = Double.isNaN(share) ? 0 : share;
            largestKey = key;
        }
        out.println(String.format(
                        Locale.ROOT,
                        "%s %s %.3g %.3g %s %s %s %s",
                        name,
                        key,
                        absolute,
                        relative,
                        tolerance,
                        tolerance.equals("exact") ? "-" : String.format(Locale.ROOT, "%.3f", share),
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
