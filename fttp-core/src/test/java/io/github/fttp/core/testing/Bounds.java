package io.github.fttp.core.testing;

import org.assertj.core.data.Offset;

/**
 * The bounds within which float32 results must agree with expected ones. {@code -Dfttp.test.bounds=0.5} makes all of them
 * half as wide: a test that then fails is off by more than half of its bound. Run so under other instruction sets, it tells
 * which bounds are near what some processor computes.
 */
public final class Bounds {
    private static final double SCALE = Double.parseDouble(System.getProperty("fttp.test.bounds", "1"));

    private Bounds() {}

    /** For AssertJ's {@code isCloseTo} and {@code containsExactly}. */
    public static Offset<Float> within(float bound) {
        return Offset.offset((float) scaled(bound));
    }

    /** For AssertJ's {@code isCloseTo} and {@code containsExactly}. */
    public static Offset<Double> within(double bound) {
        return Offset.offset(scaled(bound));
    }

    /** The bound as it is to be used: the same unless the property says otherwise. */
    public static double scaled(double bound) {
        return SCALE * bound;
    }
}
