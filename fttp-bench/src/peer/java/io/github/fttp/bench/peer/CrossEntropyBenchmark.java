package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Losses of 128 labels over 32,064 words and the gradient of their signed sum by the logits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class CrossEntropyBenchmark {
    private static final int LABELS = 128;
    private static final int WORDS = 32_064;

    private final int[] labels = new int[LABELS];
    private final float[] signs = new float[LABELS];
    private Engine engine;
    private Tensor logits;
    private Tensor normalisers;
    private Tensor gradient;
    private org.bytedeco.pytorch.Tensor theirLogits;
    private org.bytedeco.pytorch.Tensor theirLabels;
    private org.bytedeco.pytorch.Tensor theirSigns;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        logits = Weights.random(engine.pool(), 3)
                .require("logits", Shape.of(LABELS, WORDS))
                .value();
        normalisers = engine.pool().draw(Shape.of(LABELS));
        gradient = engine.pool().draw(logits.shape());
        long[] wide = new long[LABELS];
        for (int i = 0; i < LABELS; i++) {
            wide[i] = labels[i] = i * 250;
            signs[i] = (i % 4 == 0 ? -0.3f : 1f) / LABELS;
        }
        theirLogits = Torch.view(logits).requires_grad_();
        theirLabels = Torch.ids(wide, LABELS, 1);
        theirSigns = Torch.floats(signs, LABELS);
        ours();
        libtorch();
        Agreement.require("the gradient", gradient, theirLogits.grad(), 1e-4);
    }

    @Benchmark
    public Tensor ours() {
        engine.logSumExp(logits, normalisers);
        engine.crossEntropyBackward(logits, labels, signs, gradient, Write.SET);
        return gradient;
    }

    @Benchmark
    public float libtorch() {
        try (PointerScope scope = new PointerScope()) {
            Torch.forget(theirLogits);
            var loss = log_softmax(theirLogits, -1)
                    .gather(-1, theirLabels)
                    .squeeze(-1)
                    .neg()
                    .mul(theirSigns)
                    .sum();
            scope.attach(loss);
            loss.backward();
            return loss.item_float();
        }
    }

    @TearDown
    public void release() {
        gradient.close();
        normalisers.close();
        logits.close();
        engine.close();
    }
}
