package io.github.fttp.core.optim;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptimTest {
    @Test
    void schedulesAreThoseOfTransformers() {
        // get_cosine_schedule_with_warmup(num_warmup_steps=ceil(10 * 0.15)=2, num_training_steps=10)
        Schedule cosine = Schedule.cosine(0.15);
        assertThat(cosine.factor(0, 10)).isZero();
        assertThat(cosine.factor(1, 10)).isEqualTo(0.5);
        assertThat(cosine.factor(2, 10)).isEqualTo(1);
        assertThat(cosine.factor(6, 10)).isCloseTo(0.5, within(1e-12)); // half way: cos(pi / 2) = 0
        assertThat(cosine.factor(10, 10)).isCloseTo(0, within(1e-12));
        Schedule linear = Schedule.linear(0.2);
        assertThat(linear.factor(1, 10)).isEqualTo(0.5);
        assertThat(linear.factor(4, 10)).isEqualTo(0.75); // (10 - 4) / (10 - 2)
        assertThat(Schedule.constant().factor(7, 10)).isEqualTo(1);
        assertThat(Schedule.cosine(0).factor(0, 1)).isEqualTo(1);
    }

    @Test
    void clipsByTheNormOfAllGradients() {
        assertThat(Updates.clipping(0.5, 1)).isEqualTo(1);
        assertThat(Updates.clipping(4, 1)).isCloseTo(0.25, within(1e-6));
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> AdamW.rate(Double.NaN)).hasMessageContaining("learning rate");
        assertThatThrownBy(() -> AdamW.rate(1).betas(1, 0.9)).hasMessageContaining("beta1");
        assertThatThrownBy(() -> Sgd.rate(1).momentum(1)).hasMessageContaining("momentum");
        assertThatThrownBy(() -> Schedule.linear(1)).hasMessageContaining("warm-up");
    }
}
