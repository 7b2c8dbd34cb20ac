package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The kernels for GPUs, run on the processor. */
class CudaEngineTest extends EngineFixture {
    @Override
    Engine create() {
        return CudaEngines.cuda(Precision.EXACT);
    }

    /** The reference rounds both factors to bfloat16 and multiplies in double precision. */
    @Test
    void roundsActivationsToBfloat16OnlyWhenAsked() {
        try (Engine rounding = CudaEngines.cuda(Precision.BFLOAT16);
                Tensor dy = rounding.pool().draw(Shape.of(1, 2));
                Tensor w = rounding.pool().draw(Shape.of(2, 3), DType.BFLOAT16);
                Tensor dx = rounding.pool().draw(Shape.of(1, 3));
                Tensor exactW = rounding.pool().draw(Shape.of(2, 3))) {
            dy.set(1.001f, -2); // 1.001 lies between 1 and 1 + 1/128: rounded it is 1
            w.set(1, 2, 3, 0.5f, -1, 4);
            exactW.set(1, 2, 3, 0.5f, -1, 4);
            rounding.matmul(dy, w, dx, Write.SET);
            assertThat(dx.toArray()).containsExactly(0, 4, -5); // 1 - 1, 2 + 2, 3 - 8
            rounding.matmul(dy, exactW, dx, Write.SET);
            assertThat(dx.toArray()).containsExactly(1.001f * 1 - 1, 1.001f * 2 + 2, 1.001f * 3 - 8);
            try (Tensor half = rounding.pool().draw(Shape.of(2, 3), DType.FLOAT16)) {
                rounding.copy(exactW, half);
                rounding.matmul(dy, half, dx, Write.SET);
                assertThat(dx.toArray()).containsExactly(1.001f * 1 - 1, 1.001f * 2 + 2, 1.001f * 3 - 8);
            }
        }
    }

    /** Gradients by weights multiply a turned float32 factor with rounded rows: 1.001 rounds to 1. */
    @Test
    void roundsATurnedFactorAsItLies() {
        try (CudaEngine rounding = (CudaEngine) CudaEngines.cuda(Precision.BFLOAT16);
                Tensor dy = rounding.pool().draw(Shape.of(2, 3));
                Tensor x = rounding.pool().draw(Shape.of(2, 2), DType.BFLOAT16);
                Tensor dw = rounding.pool().draw(Shape.of(3, 2))) {
            dy.set(1.001f, 2, 3, -1, 0.5f, 4);
            x.set(1, 2, 3, 4);
            GpuWork before = rounding.work();
            rounding.matmul(dy.transposed(), x, dw, Write.SET);
            assertThat(rounding.work().since(before)).isEqualTo(new GpuWork(1, 1, 0, 0, 0, 0));
            // [1, -1; 2, 0.5; 3, 4] [1, 2; 3, 4]
            assertThat(dw.toArray()).containsExactly(-2, -2, 3.5f, 6, 15, 22);
        }
    }

    /** Blocks of one thread and of many, first to last and last to first, within float32's error of each other. */
    @Test
    void resultsDoNotDependOnTheSizeOfBlocks() {
        float[] one = rowNorms(new EmulatedGpu(1, false));
        float[] many = rowNorms(new EmulatedGpu(64, false));
        float[] backwards = rowNorms(new EmulatedGpu(64, true));
        assertThat(backwards).isEqualTo(many);
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isCloseTo(many[i], org.assertj.core.data.Offset.offset(2e-6f));
        }
    }

    private static float[] rowNorms(EmulatedGpu gpu) {
        try (CudaEngine other = new CudaEngine(gpu, Precision.EXACT, false, false);
                Tensor x = other.pool().draw(Shape.of(3, 257));
                Tensor weight = other.pool().draw(Shape.of(257));
                Tensor y = other.pool().draw(Shape.of(3, 257));
                Tensor rstd = other.pool().draw(Shape.of(3))) {
            float[] values = new float[3 * 257];
            for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(i);
            x.set(values);
            weight.fill(1);
            other.rmsNorm(x, weight, 1e-6f, y, rstd);
            return y.toArray();
        }
    }

    @Test
    void takesNoFreshMemoryOnceItIsWarm() {
        try (Engine warm = CudaEngines.cuda(Precision.BFLOAT16);
                Tensor x = warm.pool().zeros(Shape.of(64, 64));
                Tensor w = warm.pool().draw(Shape.of(64, 64), DType.BFLOAT16);
                Tensor perRow = warm.pool().zeros(Shape.of(64));
                Tensor y = warm.pool().zeros(Shape.of(64, 64))) {
            w.fill(0);
            Tensor heads = x.reshape(2, 32, 8, 8);
            Tensor result = y.reshape(2, 32, 8, 8);
            AttentionMask mask = AttentionMask.causal();
            long misses = 0;
            for (int step = 0; step < 3; step++) {
                warm.matmul(x, w.transposed(), y, Write.ADD);
                warm.sumLeading(x, perRow, Write.ADD);
                warm.attention(heads, heads, heads, mask, 0.1f, result);
                warm.attentionBackward(heads, heads, heads, heads, mask, 0.1f, result, result, result);
                warm.crossEntropyBackward(x, new int[64], new float[64], y, Write.ADD);
                if (step == 0) misses = warm.pool().misses();
            }
            assertThat(warm.pool().misses()).isEqualTo(misses);
        }
    }

    @Test
    void refusesTensorsInTheComputersMemory() {
        Tensor y = empty(2, 3);
        try (Pool computer = new Pool();
                Tensor x = computer.draw(Shape.of(2, 3))) {
            assertThatThrownBy(() -> engine.add(x, x, y))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not lie on");
        }
    }

    @Test
    void movesWhatIsSettledToTheGpuInItsType() {
        try (Pool computer = new Pool()) {
            Tensor rounded = computer.draw(Shape.of(2, 2), DType.FLOAT16).set(1, -2, 0.5f, 65504);
            Tensor settled = engine.pool().settle(rounded);
            drawn.add(settled);
            assertThat(rounded.isReleased()).isTrue();
            assertThat(settled.type()).isEqualTo(DType.FLOAT16);
            assertThat(settled.device()).isPresent();
            assertThat(settled.toArray()).containsExactly(1, -2, 0.5f, 65504);
            assertThat(engine.pool().settle(settled)).isSameAs(settled);
        }
    }

    /** More numbers than the ring of uploads holds at a time. */
    @Test
    void sendsNumbersForAsLongAsItTakes() {
        Tensor table = normal(7, 4);
        float[] rows = table.toArray();
        Tensor y = empty(1 << 16, 4);
        int[] which = new int[1 << 16];
        for (int i = 0; i < which.length; i++) which[i] = (i * 5 + 2) % 7;
        for (int step = 0; step < 80; step++) engine.gatherRows(table, which, y);
        float[] found = y.toArray();
        for (int i = 0; i < found.length; i++) {
            if (found[i] != rows[which[i / 4] * 4 + i % 4])
                assertThat(i).as("a wrong row").isNegative();
        }
    }

    @Test
    void refusesRowsThatAreNotThere() {
        Tensor table = normal(7, 4);
        Tensor y = empty(1, 4);
        assertThatThrownBy(() -> engine.gatherRows(table, new int[] {7}, y)).hasMessageContaining("row 7");
        assertThatThrownBy(() -> engine.scatterRowsAdd(y, new int[] {-1}, table))
                .hasMessageContaining("row -1");
    }

    /** A block's forward and backward twice, on one engine and on another one. */
    @Test
    void givesTheSameBitsOfAWholeBlock() {
        float[] first = block();
        assertThat(block()).isEqualTo(first);
    }

    private float[] block() {
        try (Engine other = CudaEngines.cuda(Precision.BFLOAT16);
                Tensor x = other.pool().draw(Shape.of(2, 33, 4, 8));
                Tensor y = other.pool().draw(x.shape());
                Tensor dk = other.pool().draw(x.shape());
                Tensor dv = other.pool().draw(x.shape());
                Tensor w = other.pool().draw(Shape.of(32, 32), DType.BFLOAT16);
                Tensor dw = other.pool().zeros(Shape.of(32))) {
            float[] values = new float[2 * 33 * 32];
            for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(i * 0.7);
            x.set(values);
            float[] weights = new float[32 * 32];
            for (int i = 0; i < weights.length; i++) weights[i] = (float) Math.cos(i * 0.3);
            w.set(weights);
            AttentionMask mask = AttentionMask.causal();
            other.attention(x, x, x, mask, 0.3f, y);
            other.matmul(y.reshape(66, 32), w, x.reshape(66, 32), Write.ADD);
            other.attentionBackward(x, x, x, x, mask, 0.3f, y, dk, dv);
            other.sumLeading(dk.reshape(66, 32), dw, Write.ADD);
            other.scatterRowsAdd(dv.reshape(66, 32), new int[66], x.reshape(66, 32));
            float[] all = java.util.Arrays.copyOf(x.toArray(), values.length + 32);
            System.arraycopy(dw.toArray(), 0, all, values.length, 32);
            return all;
        }
    }
}
