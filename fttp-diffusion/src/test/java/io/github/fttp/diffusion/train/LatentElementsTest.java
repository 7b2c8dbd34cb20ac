package io.github.fttp.diffusion.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.method.Target;
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
                Tensor target = engine.pool().draw(Shape.of(1, 2, 1, 2)).set(1, 0, 0, 2)) {
            Var said = tape.constant(tape.drawKept(target.shape()).set(3, 0, -1, 2.5f));
            ElementMask mask = LatentElements.spread(new float[] {1, 0}, 2, 2);
            LatentElements elements = LatentElements.of(tape, said, target, mask, new Others(said));
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

    private static final float[] SAID = {3, 0, -1, 2.5f};
    private static final float[] UNCONDITIONAL = {1, -2, 0.5f, 0};
    private static final float[] NOISE = {1, 0, 0, 2};
    private static final float[] WEIGHTS = {-1, 0.25f, 2, 4};

    /** Another prediction that is 1 everywhere, and one without a prompt. */
    private record Others(Var unconditional) implements ReferencePredictions {
        @Override
        public float[] of(Target.Part part) {
            float value = part.prompt() == Target.Prompt.ANCHOR ? 0.5f : 1;
            return new float[] {value, value, value, value};
        }
    }

    private interface Loss {
        Var of(LatentElements elements);
    }

    private interface Formula {
        double of(double said, double unconditional, double noise, double weight);
    }

    private static void check(Loss loss, Formula formula) {
        Shape shape = Shape.of(1, 2, 1, 2);
        try (Engine engine = new OneDnnEngine()) {
            try (Parameter said =
                            new Parameter("said", engine.pool().draw(shape).set(SAID));
                    Parameter unconditional = new Parameter(
                            "unconditional", engine.pool().draw(shape).set(UNCONDITIONAL));
                    Tensor noise = engine.pool().draw(shape).set(NOISE);
                    Tape tape = Tape.recording(engine)) {
                said.trainable(true);
                unconditional.trainable(true);
                ElementMask mask = ElementMask.of(new float[4]);
                Var value = loss.of(
                        LatentElements.of(tape, tape.use(said), noise, mask, new Others(tape.use(unconditional))));
                double expected = 0;
                for (int i = 0; i < 4; i++) expected += formula.of(SAID[i], UNCONDITIONAL[i], NOISE[i], WEIGHTS[i]);
                assertThat(value.value().scalar()).isCloseTo((float) expected, within(1e-4f));
                tape.backward(value);
                for (int i = 0; i < 4; i++) {
                    double h = 1e-5;
                    double bySaid = formula.of(SAID[i] + h, UNCONDITIONAL[i], NOISE[i], WEIGHTS[i])
                            - formula.of(SAID[i] - h, UNCONDITIONAL[i], NOISE[i], WEIGHTS[i]);
                    double byUnconditional = formula.of(SAID[i], UNCONDITIONAL[i] + h, NOISE[i], WEIGHTS[i])
                            - formula.of(SAID[i], UNCONDITIONAL[i] - h, NOISE[i], WEIGHTS[i]);
                    assertThat(gradient(said, i)).isCloseTo(bySaid / (2 * h), within(1e-3));
                    assertThat(gradient(unconditional, i)).isCloseTo(byUnconditional / (2 * h), within(1e-3));
                }
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    private static double gradient(Parameter parameter, int i) {
        return parameter.gradient().map(tensor -> tensor.toArray()[i]).orElse(0f);
    }

    @Test
    void theDistanceToATargetHasNoGradientThroughIt() {
        Target target = Target.of(Target.By.BASE, Target.Prompt.OWN)
                .plus(-2, Target.By.MODEL, Target.Prompt.ANCHOR)
                .plus(3, Target.By.BASE, Target.Prompt.EMPTY);
        // 1 - 2 * 0.5 + 3 * 1 = 3
        check(
                elements -> elements.distanceTo(target, WEIGHTS),
                (said, unconditional, noise, weight) -> weight * (said - 3) * (said - 3));
    }

    @Test
    void guidanceHasAGradientThroughBothPredictions() {
        check(elements -> elements.guided(7.5f, WEIGHTS), (said, unconditional, noise, weight) -> {
            double error = noise - (8.5 * said - 7.5 * unconditional);
            return weight * error * error;
        });
    }
}
