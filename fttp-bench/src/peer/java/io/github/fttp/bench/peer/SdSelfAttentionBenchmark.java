package io.github.fttp.bench.peer;

import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Self-attention of 1,600 pixels, forward and backward by queries, keys and values, without the projections: two
 * images, 8 heads of 40. On the peer's side the plain form, which keeps the probabilities; ours computes them again.
 */
public class SdSelfAttentionBenchmark extends PeerBenchmark {
    private static final int BATCH = 2;
    private static final int PIXELS = 1600;
    private static final int HEADS = 8;
    private static final int HEAD_WIDTH = 40;
    private static final float SCALE = (float) (1 / Math.sqrt(HEAD_WIDTH));
    private static final AttentionMask ALL = AttentionMask.full();

    private Tensor q;
    private Tensor k;
    private Tensor v;
    private Tensor y;
    private Tensor dy;
    private Tensor dq;
    private Tensor dk;
    private Tensor dv;
    private Peer theirs;

    @Override
    void prepare() {
        Shape shape = Shape.of(BATCH, PIXELS, HEADS, HEAD_WIDTH);
        q = normal(shape);
        k = normal(shape);
        v = normal(shape);
        dy = normal(shape);
        y = normal(shape);
        dq = normal(shape);
        dk = normal(shape);
        dv = normal(shape);
        var tq = leaf(q);
        var tk = leaf(k);
        var tv = leaf(v);
        theirs = Peer.of(
                flat(dy).clone(),
                () -> Torch.attention(
                        Torch.splitHeads(tq, HEADS),
                        Torch.splitHeads(tk, HEADS),
                        Torch.splitHeads(tv, HEADS),
                        new TensorOptional()),
                tq,
                tk,
                tv);
        ours();
        theirs.run();
        Agreement.require("the result", y, theirs.output(), 1e-5);
        Agreement.require("the gradient of q", dq, tq.grad(), 1e-4);
        Agreement.require("the gradient of k", dk, tk.grad(), 1e-4);
        Agreement.require("the gradient of v", dv, tv.grad(), 1e-4);
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
        engine().attention(q, k, v, ALL, SCALE, y);
        engine().attentionBackward(dy, q, k, v, ALL, SCALE, dq, dk, dv);
        return y;
    }

    @Benchmark
    public Object libtorch() {
        return theirs.run();
    }
}
