package io.github.fttp.metrics.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {
    @ParameterizedTest
    @CsvSource({"3, 0.1, 0", "19, 0.5, 0", "20, 0.1, 4", "100, 0.1, 10", "100, 0, 0", "25, 0.99, 24"})
    void fewSamplesAllTrain(int samples, double share, int held) {
        assertThat(HeldOut.of(samples, share, 1).numbers()).hasSize(held);
    }

    @Test
    void partsTheSamplesInTheirOrder() {
        List<Integer> samples = IntStream.range(0, 40).boxed().toList();
        HeldOut split = HeldOut.of(40, 0.1, 7);

        List<Integer> all = new ArrayList<>(split.training(samples));
        all.addAll(split.held(samples));
        assertThat(all).containsExactlyInAnyOrderElementsOf(samples);
        assertThat(split.training(samples)).isSorted().hasSize(36);
        assertThat(split.held(samples)).isSorted();
        assertThat(split).hasToString("4 of 40 samples");
    }

    @Test
    void theSameSeedHoldsOutTheSame() {
        assertThat(HeldOut.of(40, 0.1, 7)).isEqualTo(HeldOut.of(40, 0.1, 7)).isNotEqualTo(HeldOut.of(40, 0.1, 8));
    }

    @Test
    void refusesOtherDataThanItWasDrawnFor() {
        assertThatThrownBy(() -> HeldOut.of(40, 0.1, 7).held(List.of(1, 2)))
                .hasMessage("2 samples to part, expected 40");
    }
}
