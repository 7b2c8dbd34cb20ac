package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of attention as one kernel, beside {@link AttentionKernelTest}: with the tensor cores' products, which round, for heads of
 * the widths of models. Without a GPU their instructions are made by the processor, from the layouts of the PTX manual.
 */
class CudaFusedAttentionTest {
    private static final float SCALE = 0.2f;

    /** Twice a rounding's relative error, 2^-9 for bfloat16 and 2^-11 for TF32, of results whose largest is about one. */
    private static double error(Precision precision) {
        return switch (precision) {
            case EXACT -> 5e-6;
            case TF32 -> Math.scalb(1.0, -10);
            case BFLOAT16 -> Math.scalb(1.0, -8);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "EXACT, 1, 70, 135, 2, 1, 40, true, 0, false",
        "EXACT, 1, 9, 5, 2, 1, 16, true, 0, false",
        "EXACT, 1, 33, 40, 1, 1, 160, true, 0, false",
        "TF32, 1, 70, 135, 2, 1, 40, true, 0, false",
        "TF32, 2, 67, 67, 2, 2, 8, false, 0, true",
        "TF32, 1, 65, 70, 1, 1, 128, true, 50, false",
        "BFLOAT16, 1, 70, 135, 4, 2, 40, true, 0, false",
        "BFLOAT16, 2, 67, 67, 2, 2, 8, false, 0, true",
        "BFLOAT16, 1, 130, 130, 2, 1, 64, true, 0, false",
        "BFLOAT16, 2, 65, 70, 1, 1, 128, true, 50, true",
        "BFLOAT16, 1, 1, 200, 2, 1, 80, true, 0, false",
        "BFLOAT16, 1, 33, 40, 1, 1, 160, false, 0, false"
    })
    void attendsAndDifferentiates(
            Precision precision,
            int b,
            int tq,
            int tk,
            int heads,
            int keyHeads,
            int width,
            boolean causal,
            int window,
            boolean hasHoles) {
        boolean[][] keys = new boolean[hasHoles ? b : 0][tk];
        for (boolean[] sample : keys) for (int j = 0; j < tk; j++) sample[j] = j % 3 != 1;
        AttentionMask mask = (causal ? AttentionMask.causal() : AttentionMask.full())
                .windowed(window)
                .padded(keys);
        try (Case data = new Case(precision, b, tq, tk, heads, keyHeads, width)) {
            data.engine.attention(data.q, data.k, data.v, mask, SCALE, data.y);
            AttentionReference expected = new AttentionReference(
                    data.q.shape(),
                    data.k.shape(),
                    EngineFixture.d(data.q),
                    EngineFixture.d(data.k),
                    EngineFixture.d(data.v),
                    EngineFixture.d(data.dy),
                    SCALE,
                    (s, i, j) -> mask.allows(s, i, tq, j, tk));
            data.backward(mask);
            assertClose("y", data.y, expected.y, error(precision));
            assertClose("dq", data.dq, expected.dq, 2 * error(precision));
            assertClose("dk", data.dk, expected.dk, 2 * error(precision));
            assertClose("dv", data.dv, expected.dv, 2 * error(precision));
        }
    }

    @Test
    void givesTheSameBitsWithAndWithoutWhatTheWayKept() {
        AttentionMask mask = AttentionMask.causal();
        try (Case data = new Case(Precision.BFLOAT16, 1, 70, 70, 2, 1, 24)) {
            data.backward(mask);
            List<float[]> again = data.gradients();
            List<Tensor> memory = new ArrayList<>();
            AttentionBackward backward = data.engine.attention(data.q, data.k, data.v, mask, SCALE, data.y, shape -> {
                memory.add(data.engine.pool().draw(shape));
                return memory.get(0);
            });
            backward.run(data.dy, data.dq, data.dk, data.dv);
            List<float[]> kept = data.gradients();
            for (int i = 0; i < kept.size(); i++) assertThat(kept.get(i)).isEqualTo(again.get(i));
            assertThat(memory).hasSize(1);
            memory.get(0).close();
        }
    }

    /** Threads of a block forwards and backwards. */
    @Test
    void doesNotDependOnTheOrderOfThreads() {
        if (CudaEngines.isOnGpu()) return;
        List<float[]> results = new ArrayList<>();
        for (boolean backwards : new boolean[] {false, true}) {
            Engine engine = new CudaEngine(new EmulatedGpu(1024, backwards), Precision.BFLOAT16, true, false);
            try (Case data = new Case(engine, 1, 70, 70, 1, 1, 8)) {
                data.backward(AttentionMask.causal());
                results.addAll(data.gradients());
            }
        }
        for (int i = 0; i < 3; i++) assertThat(results.get(i)).isEqualTo(results.get(i + 3));
    }

    /** Widths that are no eights, or too many. */
    @ParameterizedTest
    @CsvSource({"12", "168"})
    void goesTheOtherWayWithHeadsThatItDoesNotTake(int width) {
        try (Case data = new Case(CudaEngines.fused(Precision.EXACT), 1, 5, 5, 2, 1, width);
                Case other = new Case(CudaEngines.cuda(Precision.EXACT), 1, 5, 5, 2, 1, width)) {
            data.backward(AttentionMask.full());
            other.backward(AttentionMask.full());
            for (int i = 0; i < 3; i++)
                assertThat(data.gradients().get(i)).isEqualTo(other.gradients().get(i));
        }
    }

    @Test
    void asksForNoProductAndThreeKernels() {
        try (Case data = new Case(Precision.BFLOAT16, 2, 16, 16, 4, 2, 16)) {
            CudaEngine engine = (CudaEngine) data.engine;
            GpuWork before = engine.work();
            AttentionBackward backward =
                    engine.attention(data.q, data.k, data.v, AttentionMask.causal(), SCALE, data.y, shape -> {
                        Tensor statistics = engine.pool().draw(shape);
                        data.drawn.add(statistics);
                        return statistics;
                    });
            backward.run(data.dy, data.dq, data.dk, data.dv);
            assertThat(engine.work().since(before)).isEqualTo(new GpuWork(3, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void refusesAGpuThatCannotRunIt() {
        EmulatedGpu small = new EmulatedGpu(32, false) {
            @Override
            public int sharedBytes() {
                return 64 << 10;
            }
        };
        assertThatThrownBy(() -> new CudaEngine(small, Precision.EXACT, true, false))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("fttp.cuda.attention");
    }

    /** Random tensors on an engine of their own. */
    private static final class Case implements AutoCloseable {
        final Engine engine;
        final Tensor q;
        final Tensor k;
        final Tensor v;
        final Tensor dy;
        final Tensor y;
        final Tensor dq;
        final Tensor dk;
        final Tensor dv;
        private final SplittableRandom random = new SplittableRandom(5);
        private final List<Tensor> drawn = new ArrayList<>();

        Case(Precision precision, int b, int tq, int tk, int heads, int keyHeads, int width) {
            this(CudaEngines.fused(precision), b, tq, tk, heads, keyHeads, width);
        }

        Case(Engine engine, int b, int tq, int tk, int heads, int keyHeads, int width) {
            this.engine = engine;
            Shape queries = Shape.of(b, tq, heads, width);
            Shape keys = Shape.of(b, tk, keyHeads, width);
            q = normal(queries);
            k = normal(keys);
            v = normal(keys);
            dy = normal(queries);
            y = draw(queries);
            dq = draw(queries);
            dk = draw(keys);
            dv = draw(keys);
        }

        Tensor draw(Shape shape) {
            Tensor tensor = engine.pool().draw(shape);
            tensor.fill(Float.NaN);
            drawn.add(tensor);
            return tensor;
        }

        /** Values that bfloat16 holds, in its type where the engine rounds: only what the kernels make is rounded. */
        private Tensor normal(Shape shape) {
            boolean rounds = engine.precision() == Precision.BFLOAT16;
            Tensor tensor = engine.pool().draw(shape, rounds ? DType.BFLOAT16 : DType.FLOAT32);
            drawn.add(tensor);
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(Float.floatToRawIntBits((float) random.nextGaussian()) & 0xffff0000);
            }
            return tensor.set(values);
        }

        void backward(AttentionMask mask) {
            engine.attentionBackward(dy, q, k, v, mask, SCALE, dq, dk, dv);
        }

        List<float[]> gradients() {
            return Arrays.asList(dq.toArray(), dk.toArray(), dv.toArray());
        }

        @Override
        public void close() {
            drawn.forEach(Tensor::close);
            engine.close();
        }
    }
}
