package io.github.fttp.core.autograd;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An engine that rounds, asked for by {@link Precision#BFLOAT16}, on a tape. */
class RoundedFactorsTest {
    /** Half of the distance between neighbours in bfloat16, relative: what one rounding may change. */
    private static final double ROUNDING = 0x1p-8;

    @Test
    void severalProductsShareOneRoundedCopy() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.BFLOAT16);
                Tensor x = engine.pool().zeros(Shape.of(4, 8));
                Tensor w = engine.pool().draw(Shape.of(3, 8), DType.BFLOAT16);
                Tape tape = Tape.recording(engine)) {
            w.fill(1);
            Var input = tape.constant(x);
            long before = engine.pool().outstanding();
            for (int i = 0; i < 3; i++) Products.linear(tape, input, tape.constant(w));
            assertThat(engine.pool().outstanding() - before).isEqualTo(3 + 1);
        }
    }

    @Test
    void aRoundedCopyMadeInABlockIsNotUsedBehindIt() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.BFLOAT16);
                Tensor x = engine.pool().draw(Shape.of(4, 8));
                Tensor w = engine.pool().draw(Shape.of(3, 8), DType.BFLOAT16);
                Tape tape = Tape.recording(engine)) {
            x.fill(0.5f);
            w.fill(1);
            Var input = tape.constant(x);
            tape.block(input, (inner, inside) -> Products.linear(inner, inside, inner.constant(w)));
            Var again = Products.linear(tape, input, tape.constant(w));
            assertThat(again.value().toArray()).containsOnly(4);
        }
    }

    @Test
    void anAdaptersGradientsAreThoseOfTheExactEngineButForRounding() {
        float[][] exact = gradients(Precision.EXACT);
        float[][] rounded = gradients(Precision.BFLOAT16);
        for (int i = 0; i < exact.length; i++) {
            double size = 0;
            for (float each : exact[i]) size = Math.max(size, Math.abs(each));
            for (int j = 0; j < exact[i].length; j++) {
                assertThat((double) rounded[i][j]).isCloseTo(exact[i][j], within(4 * ROUNDING * size));
            }
            assertThat(rounded[i]).isNotEqualTo(exact[i]);
        }
    }

    /** Gradients of the sum of squares of attention on adapted projections: by x, A and B. */
    private static float[][] gradients(Precision precision) {
        Random random = new Random(3);
        try (Engine engine = new OneDnnEngine(precision);
                Parameter x = trainable("x", normal(engine, random, DType.FLOAT32, 1, 6, 16));
                Parameter w = new Parameter("w", normal(engine, random, DType.BFLOAT16, 16, 16));
                Parameter a = trainable("a", normal(engine, random, DType.FLOAT32, 4, 16));
                Parameter b = trainable("b", normal(engine, random, DType.FLOAT32, 16, 4));
                Tensor zeros = engine.pool().zeros(Shape.of(1, 6, 2, 8))) {
            try (Tape tape = Tape.recording(engine)) {
                Var y = Products.lora(tape, tape.use(x), tape.use(w), tape.use(a), tape.use(b), 0.5f, Dropout.none());
                Var heads = y.reshape(1, 6, 2, 8);
                Var seen = Attention.scaled(tape, heads, heads, heads, AttentionMask.causal());
                float[] weights = new float[6 * 16];
                Arrays.fill(weights, 1);
                tape.backward(SquaredErrors.of(tape, seen, zeros).weighted(weights));
            }
            return Stream.of(x, a, b)
                    .map(each -> each.gradient().orElseThrow().toArray())
                    .toArray(float[][]::new);
        }
    }

    private static Parameter trainable(String name, Tensor value) {
        Parameter parameter = new Parameter(name, value);
        parameter.trainable(true);
        return parameter;
    }

    private static Tensor normal(Engine engine, Random random, DType type, int... dims) {
        Tensor x = engine.pool().draw(Shape.of(dims), type);
        float[] values = new float[(int) x.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) (0.3 * random.nextGaussian());
        return x.set(values);
    }
}
