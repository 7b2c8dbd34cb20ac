package io.github.fttp.bench;

import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Nd4jEngine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Single kernels at the shapes of a small LLaVA: 640 positions, 512 wide, 8 heads, vocabulary 32,064. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
    private static final int POSITIONS = 640;
    private static final int WIDTH = 512;
    private static final int HEADS = 8;
    private static final int LABELS = 128;
    private static final int WORDS = 32_064;

    @Param({"onednn", "nd4j"})
    String engineName;

    private final List<Tensor> drawn = new ArrayList<>();
    private Engine engine;
    private Tensor x;
    private Tensor y;
    private Tensor weight;
    private Tensor scale;
    private Tensor rstd;
    private Tensor logits;
    private Tensor dlogits;
    private Tensor perLabel;
    private int[] labels;
    private float[] weights;

    @Setup
    public void draw() {
        engine = engineName.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine();
        x = normal(POSITIONS, WIDTH);
        y = normal(POSITIONS, WIDTH);
        weight = normal(WIDTH, WIDTH);
        scale = normal(WIDTH);
        rstd = normal(POSITIONS);
        logits = normal(LABELS, WORDS);
        dlogits = normal(LABELS, WORDS);
        perLabel = normal(LABELS);
        labels = new int[LABELS];
        weights = new float[LABELS];
        for (int i = 0; i < LABELS; i++) {
            labels[i] = i * 250;
            weights[i] = i % 4 == 0 ? -0.3f / LABELS : 1f / LABELS;
        }
    }

    private Tensor normal(int... dims) {
        Tensor tensor = engine.pool().draw(Shape.of(dims));
        SplittableRandom random = new SplittableRandom(drawn.size());
        float[] values = new float[(int) tensor.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        drawn.add(tensor.set(values));
        return tensor;
    }

    /** {@code x W^T}, 0.34 GFLOP. */
    @Benchmark
    public Tensor matmul() {
        engine.matmul(x, weight.transposed(), y, Write.SET);
        return y;
    }

    @Benchmark
    public Tensor softmax() {
        engine.softmax(x, y);
        return y;
    }

    @Benchmark
    public Tensor rmsNorm() {
        engine.rmsNorm(x, scale, 1e-6f, y, rstd);
        return y;
    }

    /** One sample, causal, forward. */
    @Benchmark
    public Tensor attention() {
        Tensor heads = x.reshape(1, POSITIONS, HEADS, WIDTH / HEADS);
        engine.attention(
                heads, heads, heads, AttentionMask.causal(), 0.125f, y.reshape(1, POSITIONS, HEADS, WIDTH / HEADS));
        return y;
    }

    /** Losses of the labels and the gradient with signed weights. */
    @Benchmark
    public Tensor crossEntropy() {
        engine.logSumExp(logits, perLabel);
        engine.crossEntropyBackward(logits, labels, weights, dlogits, Write.SET);
        return dlogits;
    }

    @TearDown
    public void release() {
        drawn.forEach(Tensor::close);
        engine.close();
    }
}
