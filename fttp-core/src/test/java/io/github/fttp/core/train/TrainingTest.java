package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.optim.AdamW;
import org.junit.jupiter.api.Test;

class TrainingTest {
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
    void refusesWhatMakesNoStep() {
        assertThatThrownBy(() -> TRAINING.steps(0)).hasMessageContaining("steps must be at least 1, was 0");
        assertThatThrownBy(() -> TRAINING.epochs(0)).hasMessageContaining("epochs must be at least 1");
        assertThatThrownBy(() -> TRAINING.clip(Double.NaN)).hasMessageContaining("gradient norm to clip at");
    }
}
