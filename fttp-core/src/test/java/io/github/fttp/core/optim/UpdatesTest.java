package io.github.fttp.core.optim;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdatesTest {
    private static final float[] START = {0.5f, -1, 2};
    private static final float[][] GRADIENTS = {{0.1f, -0.2f, 0.3f}, {0.4f, 0, -0.1f}, {-0.3f, 0.2f, 0.05f}};

    private final Engine engine = new OneDnnEngine();

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    /** Values that PyTorch 2.13 makes of START with GRADIENTS, in float64. */
    static List<Arguments> threeStepsOfTorch() {
        return List.of(
                Arguments.of(
                        AdamW.rate(0.1), new double[] {0.29268137091568736, -0.8388508600551755, 1.81368152962111}),
                Arguments.of(
                        AdamW.rate(0.1).betas(0.8, 0.95).epsilon(1e-6).decay(0.2),
                        new double[] {0.2743128433273718, -0.8008167857200684, 1.7151761291245045}),
                Arguments.of(
                        Adam.rate(0.1).decay(0.2),
                        new double[] {0.26588452614487956, -0.7433427266376813, 1.7185465423706086}),
                Arguments.of(new Sgd(0.1, 0.9, 0.2), new double[] {0.373312, -0.8570239999999999, 1.714192}));
    }

    @ParameterizedTest
    @MethodSource("threeStepsOfTorch")
    void threeStepsAreThoseOfPyTorch(Optimizer optimizer, double[] expected) {
        try (Parameter parameter = parameter("p");
                Updates updates = updates(optimizer, parameter)) {
            for (float[] gradient : GRADIENTS) {
                give(parameter, gradient);
                updates.step(1, 1);
            }
            float[] found = parameter.value().toArray();
            for (int i = 0; i < 3; i++) assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    @Test
    void clipsAllGradientsAsOneVector() {
        try (Parameter a = parameter("a");
                Parameter b = parameter("b");
                Updates updates = updates(Sgd.rate(1), a, b)) {
            give(a, 3, 0, 0);
            give(b, 0, 4, 0);
            assertThat(updates.gradientNorm()).isCloseTo(5, within(1e-6));
            updates.step(1, Updates.clipping(updates.gradientNorm(), 1));
            assertThat(a.value().toArray()[0]).isCloseTo(0.5f - 0.6f, within(1e-6f));
            assertThat(b.value().toArray()[1]).isCloseTo(-1 - 0.8f, within(1e-6f));
        }
    }

    @Test
    void groupsHaveTheirOwnRateAndAParameterWithoutAGradientStays() {
        try (Parameter a = parameter("a");
                Parameter b = parameter("b");
                Parameter c = parameter("c");
                Updates updates = new Updates(
                        engine,
                        Sgd.rate(1),
                        List.of(new ParameterGroup(List.of(a, c), 1), new ParameterGroup(List.of(b), 0.1)))) {
            give(a, 1, 0, 0);
            give(b, 1, 0, 0);
            updates.step(0.5, 1);
            assertThat(a.value().toArray()[0]).isCloseTo(0.5f - 0.5f, within(1e-7f));
            assertThat(b.value().toArray()[0]).isCloseTo(0.5f - 0.05f, within(1e-7f));
            assertThat(c.value().toArray()).containsExactly(START);
        }
    }

    @Test
    void restoredStateGoesOnBitForBit() {
        try (Parameter whole = parameter("p");
                Updates once = updates(AdamW.rate(0.1), whole);
                Parameter half = parameter("p");
                Updates first = updates(AdamW.rate(0.1), half);
                Updates second = updates(AdamW.rate(0.1), half)) {
            for (float[] gradient : GRADIENTS) {
                give(whole, gradient);
                once.step(1, 1);
            }
            give(half, GRADIENTS[0]);
            first.step(1, 1);
            Map<String, float[]> kept = new LinkedHashMap<>();
            first.state().forEach((name, tensor) -> kept.put(name, tensor.toArray()));
            second.state().forEach((name, tensor) -> tensor.set(kept.get(name)));
            second.resumeAfter(1);
            for (int i = 1; i < 3; i++) {
                give(half, GRADIENTS[i]);
                second.step(1, 1);
            }
            assertThat(half.value().toArray()).isEqualTo(whole.value().toArray());
        }
    }

    private Parameter parameter(String name) {
        Parameter parameter =
                new Parameter(name, engine.pool().draw(Shape.of(3)).set(START));
        parameter.trainable(true);
        return parameter;
    }

    private Updates updates(Optimizer optimizer, Parameter... parameters) {
        return new Updates(engine, optimizer, List.of(new ParameterGroup(List.of(parameters), 1)));
    }

    /** {@code d/dp sum_i w_i (p_i - t_i)^2 = 2 w_i (p_i - t_i)}: with {@code t = p - 0.5} it is w. */
    private void give(Parameter parameter, float... gradient) {
        float[] target = parameter.value().toArray();
        for (int i = 0; i < target.length; i++) target[i] -= 0.5f;
        try (Tape tape = Tape.recording(engine);
                Tensor wanted = engine.pool().draw(parameter.value().shape()).set(target)) {
            tape.backward(SquaredErrors.of(tape, tape.use(parameter), wanted).weighted(gradient));
        }
    }

    /** PyTorch counts the steps of each parameter: Adam's first step of one is its rate, whenever it comes. */
    @Test
    void aParameterThatHadNoGradientYetBeginsWithItsFirstStep() {
        try (Parameter always = parameter("a");
                Parameter late = parameter("b");
                Updates updates = updates(Adam.rate(0.1), always, late)) {
            for (int i = 0; i < 3; i++) {
                give(always, 1, 1, 1);
                updates.step(1, 1);
            }
            give(late, 0.5f, -2, 3);
            updates.step(1, 1);
            // m / (1 - beta1) = g, v / (1 - beta2) = g^2
            assertThat(late.value().toArray()).containsExactly(new float[] {0.4f, -0.9f, 1.9f}, within(1e-5f));
        }
    }

    /**
     * Inputs along (1, 2, 0) alone: C = x x^T, whose diagonal has a mean of 5/3, so that P = (I + 0.6 x x^T)^-1 = I - 0.15
     * x x^T.
     */
    @Test
    void aProjectedStepSparesInputs() {
        try (Parameter together = matrix();
                Parameter alone = matrix();
                Updates updates = projected(together);
                Updates fused = projected(alone)) {
            give(together, 1, 0, 0, 0, 1, 2);
            updates.step(1, 1);
            // G P = (0.85, -0.3, 0), (-0.3, 0.4, 2)
            float[] expected = {0.5f - 0.85f, -1 + 0.3f, 2, 0.5f + 0.3f, -1 - 0.4f, 2 - 2};
            assertThat(together.value().toArray()).containsExactly(expected, within(1e-6f));

            float[] target = alone.value().toArray();
            for (int i = 0; i < target.length; i++) target[i] -= 0.5f;
            try (Tape tape = Tape.recording(engine);
                    Tensor wanted = engine.pool().draw(alone.value().shape()).set(target)) {
                Var loss = SquaredErrors.of(tape, tape.use(alone), wanted).weighted(new float[] {1, 0, 0, 0, 1, 2});
                fused.stepWhile(1, complete -> tape.backward(loss, complete));
            }
            assertThat(alone.value().toArray()).isEqualTo(together.value().toArray());
        }
    }

    @Test
    void refusesToProjectStepsOfOtherWeights() {
        try (Parameter vector = parameter("conv.bias")) {
            StepProjection projection = StepProjection.sparing(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 0);
            assertThatThrownBy(() -> new ParameterGroup(List.of(vector), 1, projection))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("conv.bias of [3] trains, and its steps cannot be projected");
        }
    }

    @Test
    void refusesToSpareNothing() {
        assertThatThrownBy(() -> StepProjection.sparing(new double[3][3], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments of inputs have a mean of 0.0, expected more than 0");
    }

    @Test
    void refusesMomentsThatAreNotSquare() {
        assertThatThrownBy(() -> StepProjection.sparing(new double[][] {{1, 0, 0}, {0, 1, 0}}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments of 2 inputs have 3 values in row 0");
        assertThatThrownBy(() -> StepProjection.sparing(new double[][] {{1, 0}, {0}}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments of 2 inputs have 1 values in row 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void refusesMomentsThatAreNotNumbers(double value) {
        assertThatThrownBy(() -> StepProjection.sparing(new double[][] {{1, 0}, {value, 1}}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments of inputs must be finite, were " + value + " in row 1");
        assertThatThrownBy(() -> StepProjection.sparing(new double[][] {{1, 0}, {0, value}}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("moments of inputs must be finite, were " + value + " in row 1");
    }

    @Test
    void aGroupMayLeaveStepsOfAnyWeightAsTheyAre() {
        try (Parameter vector = parameter("conv.bias")) {
            assertThat(new ParameterGroup(List.of(vector), 1).projection()).isSameAs(StepProjection.NONE);
        }
    }

    private Parameter matrix() {
        Parameter parameter =
                new Parameter("w", engine.pool().draw(Shape.of(2, 3)).set(new float[] {0.5f, -1, 2, 0.5f, -1, 2}));
        parameter.trainable(true);
        return parameter;
    }

    private Updates projected(Parameter parameter) {
        double[][] moments = {{1, 2, 0}, {2, 4, 0}, {0, 0, 0}};
        StepProjection projection = StepProjection.sparing(moments, 1);
        return new Updates(engine, Sgd.rate(1), List.of(new ParameterGroup(List.of(parameter), 1, projection)));
    }
}
