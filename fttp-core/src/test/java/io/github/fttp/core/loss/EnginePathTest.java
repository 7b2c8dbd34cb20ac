package io.github.fttp.core.loss;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that losses for others' predictions are those that the models of the library train with. */
class EnginePathTest {
    private static final ElementMask MASK = ElementMask.of(0, 1, 0.25f, 0, 1);

    private final Engine engine = new OneDnnEngine();
    private final SplittableRandom random = new SplittableRandom(9);

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    @Test
    void crossEntropyIsTheSame() {
        float[] logits = normal(5 * 17);
        int[] labels = {3, 16, 0, 8, 8};
        float[] nll = WeightedCrossEntropy.nll(logits, labels);
        float[] weights = weights();
        WeightedLoss plain = WeightedCrossEntropy.of(logits, labels, weights);
        try (Parameter z = parameter(logits, 5, 17);
                Tape tape = Tape.recording(engine)) {
            TokenLosses losses = TokenLosses.of(tape, tape.use(z), labels);
            assertThat(losses.nll()).containsExactly(nll, within(1e-6f));
            same(tape, losses.weighted(weights), z, plain);
        }
    }

    @Test
    void squaredErrorIsTheSame() {
        float[] prediction = normal(5);
        float[] target = normal(5);
        float[] weights = weights();
        WeightedLoss plain = WeightedSquaredError.of(prediction, target, weights);
        try (Parameter x = parameter(prediction, 5);
                Tensor wanted = engine.pool().draw(Shape.of(5)).set(target);
                Tape tape = Tape.recording(engine)) {
            SquaredErrors errors = SquaredErrors.of(tape, tape.use(x), wanted);
            assertThat(errors.squares())
                    .containsExactly(WeightedSquaredError.squares(prediction, target), within(1e-6f));
            same(tape, errors.weighted(weights), x, plain);
        }
    }

    private static void same(Tape tape, Var loss, Parameter input, WeightedLoss plain) {
        assertThat((double) loss.value().scalar()).isCloseTo(plain.value(), within(1e-6));
        tape.backward(loss);
        assertThat(input.gradient().orElseThrow().toArray()).containsExactly(plain.gradient(), within(1e-6f));
    }

    private static float[] weights() {
        return SplitWeights.of(new Fttp(0.3f, 1), MASK, new float[5]);
    }

    private Parameter parameter(float[] values, int... shape) {
        Parameter parameter =
                new Parameter("x", engine.pool().draw(Shape.of(shape)).set(values));
        parameter.trainable(true);
        return parameter;
    }

    private float[] normal(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian();
        return values;
    }
}
