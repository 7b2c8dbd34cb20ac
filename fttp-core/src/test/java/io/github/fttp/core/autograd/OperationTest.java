package io.github.fttp.core.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Bounds;
import io.github.fttp.core.testing.GradientCheck;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient of every operation against finite differences. */
abstract class OperationTest {
    private static final double TOLERANCE = 1e-3;

    private Engine engine;

    abstract Engine create();

    @BeforeEach
    void open() {
        engine = create();
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private void check(GradientCheck.Operation operation, Shape... shapes) {
        GradientCheck.of(engine, operation, shapes).within(TOLERANCE);
    }

    private Tensor normal(int... dims) {
        Tensor tensor = engine.pool().draw(Shape.of(dims));
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[(int) tensor.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return tensor.set(values);
    }

    private static Shape s(int... dims) {
        return Shape.of(dims);
    }

    /** The last row is shorter than a hundredth of its target. */
    @Test
    void cosineDistance() {
        try (Tensor target = normal(4, 5)) {
            float[] values = target.toArray();
            for (int i = 15; i < 20; i++) values[i] *= 2000;
            target.set(values);
            check((tape, x) -> Cosines.meanDistance(tape, x[0], target), s(4, 5));
        }
    }

    @Test
    void cosineDistanceIsTheFormulas() {
        try (Tensor target = engine.pool().draw(s(4, 2)).set(new float[] {1, 0, 0, 2, 300, 400, 0, 0});
                Tape tape = Tape.forward(engine)) {
            Var x = tape.constant(tape.drawKept(s(4, 2)).set(new float[] {3, 4, 0, 0, 3, 4, 1, 1}));
            // cos = 3/5; of nothing 0; 5 is as 0.01 500: cos = 1; of no target 0
            float expected = (0.4f + 1 + 0 + 1) / 4;
            assertThat(Cosines.meanDistance(tape, x, target).value().scalar()).isCloseTo(expected, offset(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17})
    void linear(int n) {
        check((tape, x) -> Products.linear(tape, x[0], x[1]), s(n, 5), s(7, 5));
    }

    @Test
    void linearOfABatch() {
        check((tape, x) -> Products.linear(tape, x[0], x[1]), s(2, 3, 5), s(7, 5));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void linearWithFrozenWeights(DType type) {
        try (Tensor exact = normal(9, 5);
                Tensor rounded = engine.pool().draw(s(9, 5), type)) {
            engine.copy(exact, rounded);
            check((tape, x) -> Products.linear(tape, x[0], tape.constant(rounded)), s(3, 5));
        }
    }

    @Test
    void affine() {
        check((tape, x) -> Products.affine(tape, x[0], x[1], x[2]), s(2, 3, 5), s(7, 5), s(7));
        check((tape, x) -> Products.affine(tape, x[0], x[1], x[2], x[3]), s(2, 3, 5), s(7, 5), s(7), s(2, 3, 7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void lora(double dropout) {
        Dropout drop = new Dropout(dropout, 5);
        check(
                (tape, x) -> Products.lora(tape, x[0], x[1], x[2], x[3], 0.5f, drop),
                s(2, 3, 5),
                s(7, 5),
                s(3, 5),
                s(7, 3));
    }

    @Test
    void loraOnALayerWithBias() {
        check(
                (tape, x) -> Products.lora(tape, x[0], x[1], x[2], x[3], x[4], 2f, new Dropout(0.3, 6)),
                s(3, 5),
                s(7, 5),
                s(7),
                s(3, 5),
                s(7, 3));
    }

    @Test
    void matmulOfBatches() {
        check((tape, x) -> Products.matmul(tape, x[0], x[1]), s(2, 3, 5), s(2, 5, 4));
    }

    @Test
    void matmulWithOneMatrixForAllRows() {
        check((tape, x) -> Products.matmul(tape, x[0], x[1]), s(2, 3, 5), s(5, 4));
    }

    @Test
    void addAndItsBroadcast() {
        check((tape, x) -> Elementwise.add(tape, x[0], x[1]), s(3, 5), s(3, 5));
        check((tape, x) -> Elementwise.add(tape, x[0], x[1]), s(2, 3, 5), s(3, 5));
        check((tape, x) -> Elementwise.add(tape, x[0], x[0]), s(3, 5));
    }

    @Test
    void mulAndItsBroadcast() {
        check((tape, x) -> Elementwise.mul(tape, x[0], x[1]), s(3, 5), s(3, 5));
        check((tape, x) -> Elementwise.mul(tape, x[0], x[1]), s(2, 3, 5), s(5));
        check((tape, x) -> Elementwise.mul(tape, x[0], x[0]), s(3, 5)); // dy/dx = 2x
    }

    @Test
    void scaleAndSum() {
        check((tape, x) -> Elementwise.scale(tape, -1.5f, x[0]), s(3, 5));
        check((tape, x) -> Elementwise.sum(tape, x[0], x[1], x[0]), s(), s());
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activations(Activation f) {
        check((tape, x) -> Elementwise.activate(tape, f, x[0]), s(7, 19));
    }

    @Test
    void swiglu() {
        check((tape, x) -> Elementwise.swiglu(tape, x[0], x[1]), s(3, 17), s(3, 17));
        check((tape, x) -> Elementwise.swiglu(tape, x[0], x[0]), s(3, 17));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 17, 65})
    void norms(int width) {
        check((tape, x) -> Norms.rms(tape, x[0], x[1], 1e-5f), s(2, 3, width), s(width));
        check((tape, x) -> Norms.layer(tape, x[0], x[1], x[2], 1e-5f), s(2, 3, width), s(width), s(width));
    }

    @Test
    void softmax() {
        check((tape, x) -> Attention.softmax(tape, x[0]), s(3, 17));
    }

    @Test
    void rope() {
        try (Tensor cos = normal(2, 3, 3);
                Tensor sin = normal(2, 3, 3)) {
            check((tape, x) -> Attention.rope(tape, x[0], cos, sin), s(2, 3, 5, 6));
        }
    }

    @Test
    void attention() {
        AttentionMask padded = AttentionMask.causal()
                .padded(new boolean[][] {{true, true, true, true, true}, {false, false, true, true, true}});
        for (AttentionMask mask : new AttentionMask[] {AttentionMask.full(), AttentionMask.causal(), padded}) {
            check(
                    (tape, x) -> Attention.scaled(tape, x[0], x[1], x[2], mask),
                    s(2, 5, 2, 2),
                    s(2, 5, 1, 2),
                    s(2, 5, 1, 2));
        }
        check((tape, x) -> Attention.scaled(tape, x[0], x[0], x[0], AttentionMask.causal()), s(1, 7, 1, 5));
    }

    @Test
    void rows() {
        check((tape, x) -> Rows.gather(tape, x[0], 4, 0, 4, 2), s(5, 3));
        check((tape, x) -> Rows.merge(tape, x[0], x[1], 3, 1), s(5, 3), s(2, 3));
        check((tape, x) -> Rows.add(tape, x[0], x[1], 3, 1), s(5, 3), s(2, 3));
        check((tape, x) -> Rows.concat(tape, 1, x[0], x[1], x[0]), s(2, 1, 3), s(2, 4, 3));
        check((tape, x) -> Rows.slice(tape, x[0], 1, 1, 3), s(2, 4, 3));
        check((tape, x) -> Rows.pick(tape, x[0], 2, 0, 2), s(3, 4));
    }

    @Test
    void sums() {
        float[] weights = {0.5f, -2, 1, 0};
        check((tape, x) -> Sums.segments(tape, x[0], weights, new int[] {1, 0, 1, 2}, 3, 0, -1, 0), s(4));
        check((tape, x) -> Sums.logSigmoid(tape, x[0]), s(5));
    }

    @Test
    void sumsOfSegmentsBeginAtTheirOffsets() {
        try (Tape tape = Tape.forward(engine);
                Tensor x = engine.pool().draw(s(3)).set(2, 3, 5)) {
            Var y = Sums.segments(tape, tape.constant(x), new float[] {1, 10, -1}, new int[] {1, 0, 1}, 0.5, 0, 7);
            assertThat(y.value().toArray()).containsExactly(30.5f, -3, 7); // 0.5 + 10 * 3, 2 - 5, 7
        }
    }

    @Test
    void logSigmoidNeverOverflows() {
        try (Tape tape = Tape.forward(engine);
                Tensor x = engine.pool().draw(s(3)).set(-2000, 0, 2000)) {
            float sum = Sums.logSigmoid(tape, tape.constant(x)).value().scalar();
            assertThat(sum).isCloseTo((float) (-2000 - Math.log(2)), within());
        }
    }

    @Test
    void views() {
        check((tape, x) -> Elementwise.mul(tape, x[0].slice(0, 0, 2), x[0].slice(0, 1, 3)), s(4, 3));
        check((tape, x) -> Elementwise.mul(tape, x[0].reshape(3, 4), x[1]), s(2, 6), s(3, 4));
        check(
                (tape, x) -> {
                    Var inside = Elementwise.scale(tape, 2, x[0]);
                    return Elementwise.mul(
                            tape,
                            inside.slice(0, 0, 2).reshape(3, 2),
                            inside.slice(0, 2, 4).reshape(3, 2));
                },
                s(4, 3));
    }

    @Test
    void tokenLosses() {
        check((tape, x) -> TokenLosses.of(tape, x[0], 4, 0, 16).weighted(0.7f, -1.3f, 0), s(3, 17));
        check((tape, x) -> TokenLosses.of(tape, x[0], 4, 0, 16).vector(), s(3, 17));
    }

    @Test
    void divergenceFromABaseBesideTheLossItself() {
        try (Tensor base = normal(3, 17)) {
            check(
                    (tape, x) -> {
                        TokenLosses losses = TokenLosses.of(tape, x[0], 4, 0, 16);
                        Var kl = losses.klTo(base).weighted(0.5f, 2, 0);
                        return Elementwise.sum(tape, losses.weighted(-1, 0, 1), kl);
                    },
                    s(3, 17));
        }
    }

    @Test
    void squaredErrors() {
        try (Tensor target = normal(2, 3)) {
            check((tape, x) -> SquaredErrors.of(tape, x[0], target).weighted(1, -30, 55, 0, 2, 0.5f), s(2, 3));
        }
    }

    @Test
    void tokenLossesAreTheNegativeLogProbabilities() {
        try (Tape tape = Tape.forward(engine);
                Tensor logits = engine.pool().draw(s(2, 3)).set(0, (float) Math.log(2), 0, 1, 1, 1)) {
            TokenLosses losses = TokenLosses.of(tape, tape.constant(logits), 1, 2); // p = 2/4 and 1/3
            assertThat(losses.nll()[0]).isCloseTo((float) Math.log(2), within());
            assertThat(losses.nll()[1]).isCloseTo((float) Math.log(3), within());
            assertThat(losses.probability(0)).isCloseTo(0.5f, within());
            float weighted = losses.weighted(2, -1).value().scalar();
            assertThat(weighted).isCloseTo((float) (2 * Math.log(2) - Math.log(3)), within());
        }
    }

    @Test
    void refusesALabelOutsideOfTheVocabulary() {
        try (Tape tape = Tape.forward(engine);
                Tensor logits = normal(2, 3)) {
            assertThatThrownBy(() -> TokenLosses.of(tape, tape.constant(logits), 0, -100))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("label 1 is -100, the vocabulary has 3 entries");
        }
    }

    @Test
    void refusesToReplaceARowTwice() {
        try (Tape tape = Tape.forward(engine);
                Tensor x = normal(4, 3);
                Tensor twice = normal(2, 3)) {
            assertThatThrownBy(() -> Rows.merge(tape, tape.constant(x), tape.constant(twice), 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("row 1");
        }
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return Bounds.within(1e-6f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"squares", "cross-entropy", "divergence"})
    void elementsWithoutWeightGetNoGradientWhateverTheyAre(String loss) {
        Parameter x = new Parameter("x", engine.pool().draw(Shape.of(2, 2)).set(Float.NaN, Float.NaN, 1, 2));
        x.trainable(true);
        try (x;
                Tensor other = engine.pool().zeros(Shape.of(2, 2));
                Tape tape = Tape.recording(engine)) {
            Var in = tape.use(x);
            Var result =
                    switch (loss) {
                        case "squares" -> SquaredErrors.of(tape, in, other).weighted(0, 0, 1, 1);
                        case "cross-entropy" -> TokenLosses.of(tape, in, 0, 1).weighted(0, 1);
                        default -> TokenLosses.of(tape, in, 0, 1).klTo(other).weighted(0, 1);
                    };
            assertThat(result.value().scalar()).isFinite();
            tape.backward(result);
            float[] gradient = x.gradient().orElseThrow().toArray();
            assertThat(gradient[0]).isZero();
            assertThat(gradient[1]).isZero();
            assertThat(gradient[2]).isFinite();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,0,0", "3,1,1,1", "3,2,1,1", "3,2,0,1"})
    void convolution(int kernel, int stride, int before, int after) {
        Convolution how = new Convolution(kernel, stride, before, after);
        check(
                (tape, x) -> FeatureMaps.convolution(tape, x[0], x[1], x[2], how),
                s(2, 4, 6, 3),
                s(4, 3, kernel, kernel),
                s(4));
    }

    @Test
    void groupNorm() {
        check((tape, x) -> Norms.group(tape, x[0], x[1], x[2], 2, 1e-5f), s(2, 3, 4, 6), s(6), s(6));
    }

    @Test
    void geglu() {
        check((tape, x) -> Elementwise.geglu(tape, x[0]), s(2, 3, 10));
    }

    @Test
    void nearestNeighbours() {
        check((tape, x) -> FeatureMaps.nearest(tape, x[0], 4, 6), s(2, 2, 3, 2));
        check((tape, x) -> FeatureMaps.nearest(tape, x[0], 5, 3), s(1, 3, 2, 2));
    }

    @Test
    void convolutionWithSummands() {
        check(
                (tape, x) -> FeatureMaps.convolution(tape, x[0], x[1], x[2], Convolution.same(3), x[3], x[4]),
                s(2, 3, 2, 3),
                s(4, 3, 3, 3),
                s(4),
                s(2, 4),
                s(2, 3, 2, 4));
    }

    @Test
    void groupNormWithActivation() {
        for (Activation f : Activation.values()) {
            check((tape, x) -> Norms.activatedGroup(tape, x[0], x[1], x[2], 2, 1e-5f, f), s(2, 3, 4, 6), s(6), s(6));
        }
    }

    @Test
    void movesChannels() {
        check((tape, x) -> FeatureMaps.channelsLast(tape, x[0]), s(2, 3, 4, 5));
        check((tape, x) -> FeatureMaps.channelsFirst(tape, x[0]), s(2, 3, 4, 5));
        try (Tape tape = Tape.forward(engine);
                Tensor x = engine.pool().draw(s(1, 2, 1, 3)).set(1, 2, 3, 4, 5, 6)) {
            Var last = FeatureMaps.channelsLast(tape, tape.constant(x));
            assertThat(last.value().toArray()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(FeatureMaps.channelsFirst(tape, last).value().toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }
}
