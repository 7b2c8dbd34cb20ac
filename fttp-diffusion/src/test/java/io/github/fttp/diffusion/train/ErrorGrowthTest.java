package io.github.fttp.diffusion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.SampleInterval;
import io.github.fttp.core.train.Step;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorGrowthTest {
    private static final SampleInterval UNSURE = SampleInterval.unknown(1);

    private static QuarterErrors errors(double concept, double rest) {
        Knowledge known = new Knowledge(1, 1, concept, rest, 0, 0, 0, Double.NaN, UNSURE, UNSURE, UNSURE);
        return new QuarterErrors(Collections.nCopies(4, known), List.of());
    }

    private static Step step(int number) {
        return new Step(number, 9, 0, 0, 0, 0, 0, 0, Double.NaN, 0, 0, Map.of(), 0, 0, 0, 0, Map.of());
    }

    @Test
    void growsByWhatTheErrorUnderTheMaskOutgrowsTheOther() {
        // (0.4 / 0.1) / (0.4 / 0.2)
        assertThat(errors(0.4, 0.4).growthAgainst(errors(0.1, 0.2))).isCloseTo(2, within(1e-12));
    }

    @Test
    void growsByWhatTheErrorGrewWhereTheMaskIsTheWholeImage() {
        assertThat(errors(0.4, Double.NaN).growthAgainst(errors(0.1, Double.NaN)))
                .isCloseTo(4, within(1e-12));
    }

    @Test
    void isReachedWhereItIsMeasuredAndEnough() {
        ErrorGrowth goal = ErrorGrowth.of(errors(0.1, 0.2), number -> errors(0.1 * number, 0.2), 2, 4);
        assertThat(goal.reached(step(2))).isEmpty();
        assertThat(goal.reached(step(5))).isEmpty(); // not measured
        assertThat(goal.reached(step(4))).hasValueSatisfying(words -> assertThat(words)
                .contains("grew 4.00 times", "under the mask as outside"));
    }

    @Test
    void chanceIsTheErrorOfAModelThatKnowsNothing() {
        ErrorGrowth goal = ErrorGrowth.toChance(errors(0.01, 1), step -> errors(0.08, 1), 1, errors(0.08, 2));
        assertThat(goal.growth()).isCloseTo(8, within(1e-12));
        assertThat(goal)
                .hasToString("chance, an error of 0.0800 under the mask, 8.00 times that before, with the error"
                        + " outside as before, measured every 1 steps");
    }

    @Test
    void nothingMaskedIsNeverEnough() {
        ErrorGrowth goal = ErrorGrowth.of(errors(Double.NaN, 0.2), number -> errors(Double.NaN, 0.2), 1, 2);
        assertThat(goal.reached(step(1))).isEmpty();
        assertThatThrownBy(() -> ErrorGrowth.of(errors(1, 1), number -> errors(1, 1), 1, 0.5))
                .hasMessageContaining("at least 1");
    }
}
