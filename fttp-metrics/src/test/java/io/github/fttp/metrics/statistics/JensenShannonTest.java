package io.github.fttp.metrics.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class JensenShannonTest {
    /** {@code r / (1 + r)}: 0.5 and 0.5; 0.5 and 0.9. So P = (1, 0), Q = (1/2, 1/2), M = (3/4, 1/4). */
    @Test
    void isTheRootOfTheDivergenceInBits() {
        double divergence = 0.5 * log2(4 / 3.0) + 0.5 * (0.5 * log2(2 / 3.0) + 0.5 * log2(2));
        assertThat(JensenShannon.ofRatios(new double[] {1, 1}, 1, 9)).isCloseTo(Math.sqrt(divergence), offset(1e-12));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    @Test
    void isZeroForTheSameAndOneForApart() {
        assertThat(JensenShannon.ofRatios(new double[] {0.2, 3}, 3, 0.2)).isZero();
        assertThat(JensenShannon.ofRatios(new double[] {0}, Double.POSITIVE_INFINITY))
                .isCloseTo(1, offset(1e-12));
        assertThatThrownBy(() -> JensenShannon.ofRatios(new double[] {Double.NaN}, 1))
                .hasMessage("a ratio must be at least 0, was NaN");
    }
}
