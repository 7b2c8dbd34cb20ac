package io.github.fttp.metrics.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * A goal to aim at: a mean of at most or at least so much, or of such a multiple of another row's.
 *
 * @param upper whether the bound is one from above
 * @param bound the number, or the multiple
 * @param row the other row's name, if it is a multiple
 */
public record Goal(boolean upper, double bound, Optional<String> row) {
    /** So that a mean which is the bound but for rounding reaches it. */
    private static final double ROUNDING = 1e-9;

    public static Goal atMost(double bound) {
        return new Goal(true, bound, Optional.empty());
    }

    public static Goal atLeast(double bound) {
        return new Goal(false, bound, Optional.empty());
    }

    /** Makes it a multiple of what that row has. */
    public Goal timesThatOf(String other) {
        return new Goal(upper, bound, Optional.of(other));
    }

    /**
     * Whether a value is good enough; what is no number never is.
     *
     * @param other the other row's value; 1 if there is none
     */
    public boolean reached(double value, double other) {
        double limit = bound * other;
        return upper ? value <= limit + ROUNDING : value >= limit - ROUNDING;
    }

    /**
     * In words.
     *
     * @param percent whether the bound is a share, told in percent
     */
    public String text(boolean percent) {
        String number = BigDecimal.valueOf(percent ? 100 * bound : bound)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
        return (upper ? "at most " : "at least ")
                + number
                + (percent ? "%" : "")
                + row.map(name -> (percent ? " of " : " times ") + name).orElse("");
    }
}
