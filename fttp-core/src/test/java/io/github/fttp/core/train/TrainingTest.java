package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.tensor.Pool;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final long TOO_MUCH = 1L << 60;
    private static final Training TRAINING = Training.by(AdamW.rate(1e-3)).batch(2);

    @Test
    void aChangedCopyLeavesTheOriginalAsItWas() {
        assertThat(TRAINING.batch(5).batch()).isEqualTo(5);
        assertThat(TRAINING.batch()).isEqualTo(2);
    }

    @Test
    void stepsAreFusedOnlyWhereOneBatchMakesAStepAndNothingIsClipped() {
        Training fused = TRAINING.fuseWherePossible();
        assertThat(fused.fuses()).isTrue();
        assertThat(fused.accumulate(2).fuses()).isFalse();
        assertThat(fused.clip(1).fuses()).isFalse();
        assertThat(TRAINING.fuses()).isFalse();
    }

    @Test
    void aStepSeesItsBatchesTogether() {
        assertThat(TRAINING.accumulate(3).samplesPerStep()).isEqualTo(6); // 3 batches of 2
    }

    @Test
    void isAsLongAsAnotherThatSomebodyGaveALength() {
        assertThat(TRAINING.steps(7).asLongAs(TRAINING).steps()).isEqualTo(7);
        assertThat(TRAINING.steps(7).asLongAs(TRAINING.epochs(2)).steps()).isZero();
        assertThat(TRAINING.asLongAs(TRAINING.steps(7)).steps()).isEqualTo(7);
        assertThat(TRAINING.isCounted()).isFalse();
    }

    @Test
    void refusesWhatMakesNoStep() {
        assertThatThrownBy(() -> TRAINING.steps(0)).hasMessageContaining("steps must be at least 1, was 0");
        assertThatThrownBy(() -> TRAINING.epochs(0)).hasMessageContaining("epochs must be at least 1");
        assertThatThrownBy(() -> TRAINING.clip(Double.NaN)).hasMessageContaining("gradient norm to clip at");
    }

    @Test
    void gradientCheckpointingFollowsTheForecastWhereItMay() {
        Training auto = TRAINING.gradientCheckpointing(GradientCheckpointing.AUTO);
        assertThat(auto.checkpointsGradients()).isFalse();
        assertThat(decided(auto, 1)).isFalse();
        assertThat(decided(auto, TOO_MUCH)).isTrue();
        assertThat(decided(TRAINING.gradientCheckpointing(), 1)).isTrue();
        assertThat(decided(TRAINING, 1)).isFalse();
    }

    @Test
    void whatDoesNotFitAsItWasDecidedIsRefused() {
        Training off = TRAINING.gradientCheckpointing(GradientCheckpointing.OFF);
        assertThatThrownBy(() -> decided(off, TOO_MUCH))
                .isInstanceOf(Memory.TooLittle.class)
                .hasMessageStartingWith("this run needs about ");
        Training auto = TRAINING.gradientCheckpointing(GradientCheckpointing.AUTO);
        try (Pool pool = new Pool()) {
            assertThatThrownBy(() -> auto.fitting(pool, each -> TOO_MUCH, "this run"))
                    .isInstanceOf(Memory.TooLittle.class);
        }
    }

    /** @param without bytes that it takes to keep all; hardly any are taken otherwise */
    private static boolean decided(Training training, long without) {
        try (Pool pool = new Pool()) {
            return training.fitting(pool, each -> each.checkpointsGradients() ? 1 : without, "this run")
                    .checkpointsGradients();
        }
    }
}
