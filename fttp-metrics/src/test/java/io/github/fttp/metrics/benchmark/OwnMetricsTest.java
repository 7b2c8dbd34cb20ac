package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class OwnMetricsTest {
    @Test
    void leastLikelyTokensAreWeightedByTheirShare() {
        // Of ten log probabilities 1, 2, 3, 4, 5 are the lowest 10 to 50 %: -10; -10, -9; and so on.
        double[] scores = {-1, -2, -3, -4, -5, -6, -7, -8, -9, -10};
        double expected = 0.3 * Math.exp(-10)
                + 0.3 * Math.exp(-9.5)
                + 0.2 * Math.exp(-9)
                + 0.1 * Math.exp(-8.5)
                + 0.1 * Math.exp(-8);
        assertThat(OwnMetrics.leastLikely(scores)).isCloseTo(expected, offset(1e-15));
        // Of four, 30 % are one and 50 % two; 10 and 20 % are none.
        assertThat(OwnMetrics.leastLikely(0, -1, -2, -3))
                .isCloseTo(0.2 * Math.exp(-3) + 0.1 * Math.exp(-3) + 0.1 * Math.exp(-2.5), offset(1e-15));
    }

    @Test
    void theRegistryIsOpenAndNamesWhatWasMeant() {
        assertThat(Benchmarks.all().stream().map(Benchmark::name))
                .contains("mllmu", "clear", "mmubench", "fiubench", "umu", "tofu", "unlearncanvas");
        assertThatThrownBy(() -> Benchmarks.named("mlmu")).hasMessageContaining("did you mean \"mllmu\"?");
        assertThatThrownBy(() -> Benchmarks.register(new Tofu())).hasMessageContaining("is registered already");
    }
}
