package io.github.fttp.core.io;

import java.util.Locale;

/**
 * Counts of what rounding the weights of a model to another type did to them.
 *
 * @param values how many numbers were rounded; those that were of the type already do not count
 * @param changed how many of them became another number
 * @param vanished how many became 0, being smaller than half the type's smallest number
 * @param overflowed how many became infinite, being too large for the type
 * @param largestChange the largest {@code |after - before| / |before|} among those that became neither infinite nor 0
 * @param where the tensor with the largest change; empty if there is none
 */
public record RoundingLoss(
        long values, long changed, long vanished, long overflowed, double largestChange, String where) {
    static final RoundingLoss NONE = new RoundingLoss(0, 0, 0, 0, 0, "");

    /** Says it in words, without a full stop. */
    public String sentence() {
        if (changed == 0) {
            return String.format(Locale.ROOT, "%,d weights converted, none of them changed its value", values);
        }
        String largest = where.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "; the others by up to a share of %.2g (%s)", largestChange, where);
        return String.format(
                Locale.ROOT,
                "%,d weights converted, %,d of them (%.1f %%) changed their value: %,d became 0, %,d infinite%s",
                values,
                changed,
                100.0 * changed / values,
                vanished,
                overflowed,
                largest);
    }

    /** Adds the counts of others. */
    RoundingLoss and(RoundingLoss other) {
        boolean larger = other.largestChange > largestChange;
        return new RoundingLoss(
                values + other.values,
                changed + other.changed,
                vanished + other.vanished,
                overflowed + other.overflowed,
                larger ? other.largestChange : largestChange,
                larger ? other.where : where);
    }

    /** Adds up what happens to the numbers of one tensor. */
    static final class Count {
        private long values;
        private long changed;
        private long vanished;
        private long overflowed;
        private double largestChange;

        void add(double before, double after) {
            values++;
            if (before == after || Double.isNaN(before)) return;
            changed++;
            if (after == 0) vanished++;
            else if (Double.isInfinite(after)) overflowed++;
            else largestChange = Math.max(largestChange, Math.abs((after - before) / before));
        }

        RoundingLoss of(String tensor) {
            String place = largestChange > 0 ? tensor : "";
            return new RoundingLoss(values, changed, vanished, overflowed, largestChange, place);
        }
    }
}
