package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpentTest {
    private static final Trial TRIAL = Trial.before("fake", "a", Budget.FULL);

    @Test
    void averagesAllButMemoryOfWhichItTakesTheMost() {
        Spent spent = Spent.of(List.of(new Cost(TRIAL, 1, 300, 0.5, 40, 8), new Cost(TRIAL, 3, 200, 0.1, 60, 16)));
        assertThat(spent).isEqualTo(new Spent(2, 0.3, 300, 50, 12));
    }

    @Test
    void knowsNothingOfNoCosts() {
        assertThat(Spent.of(List.of()).seconds()).isNaN();
        assertThat(Spent.of(List.of()).peakBytes()).isZero();
    }
}
