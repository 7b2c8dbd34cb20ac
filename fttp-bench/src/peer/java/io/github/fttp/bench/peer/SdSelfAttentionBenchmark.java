package io.github.fttp.bench.peer;

import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
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

/**
 * What 1,600 pixels ask of each other, forward and backward by queries, keys and values, without the projections: two
 * images, 8 heads of 40. On the peer's side the plain form, which keeps the probabilities; ours computes them again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class SdSelfAttentionBenchmark {
    private static final int BATCH = 2;
    private static final int PIXELS = 1600;
    private static final int HEADS = 8;
    private static final int HEAD_WIDTH = 40;
    private static final float SCALE = (float) (1 / Math.sqrt(HEAD_WIDTH));
    private static final AttentionMask ALL = AttentionMask.full();

    private final List<Tensor> drawn = new ArrayList<>();
    private Engine engine;
    private Tensor q;
    private Tensor k;
    private Tensor v;
    private Tensor y;
    private Tensor dy;
    private Tensor dq;
    private Tensor dk;
    private Tensor dv;
    private Peer theirs;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        q = normal();
        k = normal();
        v = normal();
        dy = normal();
        y = normal();
        dq = normal();
        dk = normal();
        dv = normal();
        theirs = new Peer(leaf(q), leaf(k), leaf(v), flat(dy).clone());
        ours();
        theirs.run();
        Agreement.require("the result", y, theirs.forward(), 1e-5);
        Agreement.require("the gradient of q", dq, theirs.q().grad(), 1e-4);
        Agreement.require("the gradient of k", dk, theirs.k().grad(), 1e-4);
        Agreement.require("the gradient of v", dv, theirs.v().grad(), 1e-4);
    }

    private Tensor normal() {
        Tensor values = new RandomWeights(engine.pool(), drawn.size(), 1, DType.FLOAT32)
                .require("values", Shape.of(BATCH, PIXELS, HEADS, HEAD_WIDTH))
                .value();
        drawn.add(values);
        return values;
    }

    private static org.bytedeco.pytorch.Tensor leaf(Tensor ours) {
        return Torch.leaf(flat(ours), MemoryFormat.Contiguous);
    }

    /** As a projection leaves it. */
    private static org.bytedeco.pytorch.Tensor flat(Tensor ours) {
        return Torch.view(ours.reshape(BATCH, PIXELS, HEADS * HEAD_WIDTH));
    }

    @Benchmark
    public Tensor ours() {
        engine.attention(q, k, v, ALL, SCALE, y);
        engine.attentionBackward(dy, q, k, v, ALL, SCALE, dq, dk, dv);
        return y;
    }

    @Benchmark
    public Object libtorch() {
        return theirs.run();
    }

    @TearDown
    public void release() {
        drawn.forEach(Tensor::close);
        engine.close();
    }

    private record Peer(
            org.bytedeco.pytorch.Tensor q,
            org.bytedeco.pytorch.Tensor k,
            org.bytedeco.pytorch.Tensor v,
            org.bytedeco.pytorch.Tensor dy) {
        org.bytedeco.pytorch.Tensor forward() {
            return Torch.attention(
                    Torch.splitHeads(q, HEADS),
                    Torch.splitHeads(k, HEADS),
                    Torch.splitHeads(v, HEADS),
                    new TensorOptional());
        }

        Object run() {
            try (PointerScope scope = new PointerScope()) {
                Torch.forget(q);
                Torch.forget(k);
                Torch.forget(v);
                Torch.backward(forward(), dy);
                return scope;
            }
        }
    }
}
