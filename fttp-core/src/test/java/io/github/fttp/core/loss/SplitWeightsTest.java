package io.github.fttp.core.loss;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradientAscent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitWeightsTest {
    private static final Fttp METHOD = new Fttp(0.3f, 1f);

    @Test
    void ascendsOnConceptElementsOnlyAndDividesByAllThatCount() {
        ElementMask mask = new ElementMask(new float[] {0, 1, 0.5f, 1}, new boolean[] {true, true, true, false});
        float[] weights = SplitWeights.of(METHOD, mask, new float[4]);
        // 1, -0.3, -0.3 * 0.5 + 0.5 over 3; the last one does not count
        assertThat(weights).containsExactly(new float[] {1 / 3f, -0.1f, 0.35f / 3, 0}, within(1e-7f));
    }

    @Test
    void weighsAccumulatedBatchesAsOneLargeBatch() {
        ElementMask first = ElementMask.of(0, 1);
        ElementMask second = ElementMask.of(0, 0, 1);
        float[] weights = SplitWeights.of(METHOD, first, new float[2], first.counted() + second.counted());
        assertThat(weights).containsExactly(new float[] {0.2f, -0.06f}, within(1e-7f));
    }

    @Test
    void givesNothingWhereNothingCounts() {
        ElementMask mask = new ElementMask(new float[2], new boolean[2]);
        assertThat(SplitWeights.of(new GradientAscent(), mask, new float[2])).containsExactly(0, 0);
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesStrengthsThatAreNegativeOrNotFinite(float value) {
        assertThatThrownBy(() -> new Fttp(value, 1))
                .hasMessageContaining("alpha")
                .hasMessageContaining("" + value);
        assertThatThrownBy(() -> new Fttp(1, value))
                .hasMessageContaining("beta")
                .hasMessageContaining("" + value);
    }

    @Test
    void refusesMaskValuesOutsideOfTheUnitInterval() {
        assertThatThrownBy(() -> ElementMask.of(0, 1.5f)).hasMessageContaining("mask value 1");
    }
}
