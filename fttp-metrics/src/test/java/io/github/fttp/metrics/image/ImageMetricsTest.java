package io.github.fttp.metrics.image;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageMetricsTest {
    /** Variances of 8/3 in both directions, no covariance. */
    private static final double[][] SQUARE = {{0, 2}, {0, -2}, {2, 0}, {-2, 0}};

    @Test
    void frechetDistanceOfShiftedAndScaledSets() {
        double[][] shifted = {{3, 6}, {3, 2}, {5, 4}, {1, 4}};
        assertThat(FrechetDistance.of(SQUARE, shifted)).isCloseTo(25, within(1e-9));
        // Deviations 1 and 3 times sqrt(8/3): 2 (3 - 1)^2 8/3.
        double[][] scaled = {{0, 6}, {0, -6}, {6, 0}, {-6, 0}};
        assertThat(FrechetDistance.of(SQUARE, scaled)).isCloseTo(64.0 / 3, within(1e-9));
        assertThat(FrechetDistance.of(scaled, SQUARE)).isCloseTo(64.0 / 3, within(1e-9));
        assertThat(FrechetDistance.of(SQUARE, SQUARE)).isCloseTo(0, within(1e-9));
    }

    @Test
    void frechetDistanceOfFewerImagesThanFeatures() {
        double[][] line = {{-1, 0, 0, 0, 0}, {1, 0, 0, 0, 0}}; // variance 2 in one direction
        double[][] other = {{0, -1, 0, 0, 0}, {0, 1, 0, 0, 0}};
        assertThat(FrechetDistance.of(line, other)).isCloseTo(4, within(1e-9));
    }

    @Test
    void kernelDistanceByHand() {
        double[][] a = {{1}, {2}};
        double[][] b = {{0}, {3}};
        // (2 + 1)^3 within a, 1 within b; 1, 64, 1, 343 between.
        assertThat(KernelDistance.of(a, b)).isCloseTo(27 + 1 - 2 * 409 / 4.0, within(1e-9));
    }

    @Test
    void clipScoreIsACosine() {
        assertThat(ClipScore.of(new double[] {3, 4}, 4, 3)).isCloseTo(96, within(1e-9));
        assertThat(ClipScore.of(new double[] {1, 0}, -1, 0)).isZero();
        assertThatThrownBy(() -> ClipScore.of(new double[] {0, 0}, 1, 0)).hasMessageContaining("point nowhere");
    }

    @Test
    void refusesSetsThatCannotBeCompared() {
        assertThatThrownBy(() -> FrechetDistance.of(SQUARE, new double[][] {{1, 2}}))
                .hasMessageContaining("a set of 1 images is too small");
        assertThatThrownBy(() -> KernelDistance.of(SQUARE, new double[][] {{1, 2}, {1}}))
                .hasMessageContaining("features of 1 and 2 values");
        assertThatThrownBy(() -> ClipScore.of(new double[] {1}, 1, 2)).hasMessageContaining("features of 1 and 2");
    }
}
