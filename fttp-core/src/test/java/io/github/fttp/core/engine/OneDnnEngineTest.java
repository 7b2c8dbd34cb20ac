package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class OneDnnEngineTest extends KernelTest {
    @Override
    Engine create() {
        return new OneDnnEngine();
    }

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
}
