package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneDnnEngineTest {
    @Test
    void neverFallsBackToTheReferenceImplementations() {
        try (OneDnnEngine engine = new OneDnnEngine();
                Tensor x = engine.pool().zeros(Shape.of(640, 512));
                Tensor w = engine.pool().zeros(Shape.of(512, 512));
                Tensor one = engine.pool().zeros(Shape.of(512));
                Tensor perRow = engine.pool().zeros(Shape.of(640));
                Tensor y = engine.pool().zeros(Shape.of(640, 512))) {
            engine.matmul(x, w.transposed(), y, Write.SET);
            engine.matmul(x, w, y, Write.ADD);
            engine.matmul(x.transposed(), y, w, Write.ADD);
            engine.affine(x, w.transposed(), one, y);
            for (DType type : DType.values()) {
                try (Tensor frozen = engine.pool().draw(w.shape(), type)) {
                    engine.copy(w, frozen);
                    engine.matmul(x, frozen.transposed(), y, Write.SET);
                    engine.matmul(x, frozen, y, Write.ADD);
                    engine.affine(x, frozen.transposed(), one, y);
                }
            }
            engine.rmsNorm(x, one, 1e-5f, y, perRow);
            engine.softmaxBackward(x, y, y, Write.SET);
            for (Activation f : Activation.values()) engine.activateBackward(f, x, y, y, Write.ADD);
            engine.swiglu(x, x, y);
            Tensor heads = x.reshape(1, 640, 8, 64);
            Tensor result = y.reshape(1, 640, 8, 64);
            engine.attention(heads, heads, heads, AttentionMask.causal(), 0.1f, result);
            engine.attentionBackward(heads, heads, heads, heads, AttentionMask.causal(), 0.1f, result, result, result);
            assertThat(engine.implementations()).isNotEmpty().noneMatch(info -> info.contains(" ref"));
        }
    }

    @Test
    void packsWeightsOnceForEachDirection() {
        Convolution how = Convolution.same(3);
        try (OneDnnEngine engine = new OneDnnEngine();
                Tensor x = engine.pool().zeros(Shape.of(1, 4, 4, 8));
                Tensor y = engine.pool().zeros(Shape.of(1, 4, 4, 8));
                Tensor w = engine.pool().zeros(Shape.of(8, 8, 3, 3));
                Tensor pointwise = engine.pool().zeros(Shape.of(8, 8, 1, 1));
                Tensor bias = engine.pool().zeros(Shape.of(8))) {
            engine.convolution(x, w, bias, how, y);
            engine.convolutionBackward(y, w, how, x, Write.SET);
            engine.convolutionBackwardWeight(y, x, how, w, Write.SET);
            assertThat(engine.packings()).isEqualTo(3);
            engine.convolution(
                    x, pointwise, bias, Convolution.same(1), y); // a matrix product, which takes them as they lie
            engine.convolutionBackward(y, pointwise, Convolution.same(1), x, Write.SET);
            assertThat(engine.packings()).isEqualTo(3);
        }
    }

    /** Shapes of Stable Diffusion 1.x at 320 pixels, and with rounded activations. */
    @ParameterizedTest
    @CsvSource({
        "320,320,40,1",
        "4,320,40,1",
        "320,4,40,1",
        "640,640,20,2",
        "1280,640,10,1",
        "128,128,64,2",
        "3,128,64,1"
    })
    void neverConvolvesWithTheReferenceImplementations(int in, int out, int size, int stride) {
        Convolution how = new Convolution(3, stride, 1, 1);
        for (Precision precision : List.of(Precision.EXACT, Precision.BFLOAT16)) {
            DType type = precision == Precision.EXACT ? DType.FLOAT32 : DType.BFLOAT16;
            try (OneDnnEngine engine = new OneDnnEngine(precision);
                    Tensor x = engine.pool().zeros(Shape.of(1, size, size, in));
                    Tensor y = engine.pool().zeros(Shape.of(1, how.out(size), how.out(size), out));
                    Tensor w = engine.pool().draw(Shape.of(out, in, 3, 3), type);
                    Tensor dw = engine.pool().zeros(Shape.of(out, in, 3, 3));
                    Tensor bias = engine.pool().zeros(Shape.of(out))) {
                w.fill(0);
                engine.convolution(x, w, bias, how, y);
                engine.convolutionBackward(y, w, how, x, Write.ADD);
                engine.convolutionBackwardWeight(y, x, how, dw, Write.SET);
                engine.convolutionBackwardWeight(y, x, how, dw, Write.ADD);
                assertThat(engine.implementations()).isNotEmpty().noneMatch(info -> info.contains(" ref"));
            }
        }
    }

    @Test
    void roundsActivationsToBfloat16OnlyWhenAsked() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.BFLOAT16)) {
            Float16Cases.roundsActivationsToBfloat16(engine);
        }
    }

    /** Eight heads of a latent of 64 x 64, the largest self-attention of Stable Diffusion 1.x at 512 pixels. */
    @Test
    void attentionOf4096PixelsNeverHoldsItsScores() {
        int pixels = 64 * 64;
        try (OneDnnEngine engine = new OneDnnEngine();
                Tensor x = engine.pool().zeros(Shape.of(1, pixels, 8, 40));
                Tensor y = engine.pool().draw(x.shape());
                Tensor dq = engine.pool().zeros(x.shape());
                Tensor dk = engine.pool().zeros(x.shape());
                Tensor dv = engine.pool().zeros(x.shape())) {
            long lent = engine.pool().peakBytes();
            engine.attention(x, x, x, AttentionMask.full(), 0.1f, y);
            engine.attentionBackward(x, x, x, x, AttentionMask.full(), 0.1f, dq, dk, dv);
            long scores = 4L * 8 * pixels * pixels;
            assertThat(engine.pool().peakBytes() - lent).isLessThan(scores / 8);
        }
    }

    @Test
    void takesNoFreshMemoryOnceItIsWarm() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.BFLOAT16);
                Tensor x = engine.pool().zeros(Shape.of(64, 512));
                Tensor w = engine.pool().draw(Shape.of(512, 512), DType.BFLOAT16);
                Tensor perRow = engine.pool().zeros(Shape.of(64));
                Tensor y = engine.pool().zeros(Shape.of(64, 512))) {
            w.fill(0);
            Tensor heads = x.reshape(2, 32, 8, 64);
            Tensor result = y.reshape(2, 32, 8, 64);
            long warm = 0;
            for (int step = 0; step < 5; step++) {
                engine.matmul(x, w.transposed(), y, Write.ADD);
                engine.mul(x, x, y, Write.ADD);
                engine.activateBackward(Activation.GELU, x, x, y, Write.ADD);
                engine.softmaxBackward(x, x, y, Write.ADD);
                engine.attention(heads, heads, heads, AttentionMask.causal(), 0.1f, result);
                engine.attentionBackward(
                        heads, heads, heads, heads, AttentionMask.causal(), 0.1f, result, result, result);
                engine.logSumExp(x, perRow);
                engine.crossEntropyBackward(x, new int[64], new float[64], y, Write.ADD);
                engine.klDivergence(x, y, perRow);
                engine.klDivergenceBackward(x, y, new float[64], y, Write.SET);
                // In the second step a block may serve what the first drew a smaller one for.
                if (step == 1) warm = engine.pool().misses();
            }
            assertThat(engine.pool().misses()).isEqualTo(warm);
        }
    }
}
