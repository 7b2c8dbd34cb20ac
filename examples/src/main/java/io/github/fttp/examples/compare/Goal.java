package io.github.fttp.examples.compare;

import java.util.Locale;

/**
 * What is aimed at: a mean of at most or at least so much, or of such a share of another row's.
 *
 * @param atMost or else at least
 * @param bound the number, or the share
 * @param of the name of the other row; empty for none
 */
record Goal(boolean atMost, double bound, String of) {
    static Goal atMost(double bound) {
        return new Goal(true, bound, "");
    }

    static Goal atLeast(double bound) {
        return new Goal(false, bound, "");
    }

    /** The same as a share of what that row has. */
    Goal of(String row) {
        return new Goal(atMost, bound, row);
    }

    /** @param other the other row's value, 1 for none */
    boolean reached(double value, double other) {
        return atMost ? value <= bound * other : value >= bound * other;
    }

    /** In words. */
    String text(boolean percent) {
        String number = percent ? String.format(Locale.ROOT, "%.3g%%", 100 * bound) : String.valueOf(bound);
        return (atMost ? "at most " : "at least ")
                + number.replaceAll("\\.0+%", "%")
                + (of.isEmpty() ? "" : " of " + of);
    }
}
