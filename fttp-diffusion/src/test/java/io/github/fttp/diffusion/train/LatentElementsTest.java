package io.github.fttp.diffusion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LatentElementsTest {
    @Test
    void aMaskOfPixelsHoldsForEachChannel() {
        // Two samples of two pixels, three channels.
        ElementMask mask = LatentElements.spread(new float[] {1, 0, 0, 0.5f}, 2, 3);
        assertThat(mask.concept()).containsExactly(1, 0, 1, 0, 1, 0, 0, 0.5f, 0, 0.5f, 0, 0.5f);
        assertThat(mask.counts()).containsOnly(true).hasSize(12);
    }

    @Test
    void anElementsLossIsItsSquaredErrorAndItsProbabilityFallsWithIt() {
        try (Engine engine = new OneDnnEngine();
                Tape tape = Tape.recording(engine);
                Tensor target = engine.pool().draw(Shape.of(1, 2, 1, 2)).set(1, 0, 0, 2);
                Tensor base = engine.pool().draw(Shape.of(1, 2, 1, 2)).set(1, 1, 1, 1)) {
            Var said = tape.constant(tape.drawKept(target.shape()).set(3, 0, -1, 2.5f));
            ElementMask mask = LatentElements.spread(new float[] {1, 0}, 2, 2);
            LatentElements elements = LatentElements.of(tape, said, target, mask, () -> base);
            assertThat(elements.mask()).isSameAs(mask);
            assertThat(elements.losses()).containsExactly(4, 0, 1, 0.25f);
            assertThat(elements.probabilities())
                    .containsExactly(
                            new float[] {(float) Math.exp(-4), 1, (float) Math.exp(-1), (float) Math.exp(-0.25)},
                            within(1e-6f));
            // -1 * 4 + 2 * 1 + 4 * 0.25
            assertThat(elements.weighted(new float[] {-1, 7, 2, 4}).value().scalar())
                    .isEqualTo(-1, within(1e-6f));
            // Of 3, 0, -1, 2.5 from 1: 4 + 1 + 4 + 2.25
            assertThat(elements.distanceToBase(new float[] {1, 1, 1, 1}).value().scalar())
                    .isEqualTo(11.25f, within(1e-6f));
        }
    }
}
