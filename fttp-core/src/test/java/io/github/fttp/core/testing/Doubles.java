package io.github.fttp.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Comparison of float32 results with ones computed in double precision. */
public final class Doubles {
    private Doubles() {}

    /** {@code n} values by index. */
    public static double[] of(int n, IntToDoubleFunction value) {
        double[] all = new double[n];
        Arrays.setAll(all, value);
        return all;
    }

    /**
     * Every element within {@code tolerance} of the expected one, relative to the largest expected (at least 1): that is how
     * float32 errors of sums behave.
     */
    public static void assertClose(String what, Tensor found, double[] expected, double tolerance) {
        float[] values = found.toArray();
        assertThat(values.length).as(what + ": number of elements").isEqualTo(expected.length);
        double largest = 1;
        for (double each : expected) largest = Math.max(largest, Math.abs(each));
        int worst = 0;
        double error = -1;
        for (int i = 0; i < values.length; i++) {
            double off = Math.abs(values[i] - expected[i]);
            if (!(off <= error)) {
                error = off;
                worst = i;
            }
        }
        int at = worst;
        assertThat(error)
                .as(() -> "%s %s: element %d is %s, expected %s"
                        .formatted(what, found.shape(), at, values[at], expected[at]))
                .isLessThanOrEqualTo(Bounds.scaled(tolerance * largest));
    }
}
