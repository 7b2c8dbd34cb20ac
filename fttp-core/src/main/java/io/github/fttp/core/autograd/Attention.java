package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.AttentionBackward;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;

/** Attention, and the two operations that go with it. Heads lie as projections leave them: {@code [B, T, H, D]}. */
public final class Attention {
    private Attention() {}

    /**
     * {@code softmax(q k^T / sqrt(D)) v} for each head (Vaswani et al. 2017): {@code q [B, Tq, H, D]}, {@code k} and
     * {@code v [B, Tk, Hk, D]} with {@code H} a multiple of {@code Hk}, result {@code [B, Tq, H, D]}. A query without a
     * key that it may look at gets 0. The scores are never kept: the backward computes them again, tile by tile.
     */
    public static Var scaled(Tape tape, Var q, Var k, Var v, AttentionMask mask) {
        Engine engine = tape.engine();
        float scale = (float) (1 / Math.sqrt(q.shape().dim(-1)));
        Tensor y = tape.draw(q.shape());
        Tensor queries = q.factor(tape, DType.BFLOAT16);
        Tensor keys = k.factor(tape, DType.BFLOAT16);
        Tensor values = v.factor(tape, DType.BFLOAT16);
        AttentionBackward backward = engine.attention(queries, keys, values, mask, scale, y, tape::draw);
        return tape.record(
                y, dy -> Gradients.together(engine, d -> backward.run(dy, d[0], d[1], d[2]), q, k, v), q, k, v);
    }

    /**
     * Rotary position embedding (Su et al. 2021), element {@code i} of a head turned with element {@code i + D/2}: {@code
     * x [B, T, H, D]}, {@code cos} and {@code sin [B, T, D/2]}, constants.
     */
    public static Var rope(Tape tape, Var x, Tensor cos, Tensor sin) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        engine.rope(x.value(), cos, sin, false, y, Write.SET);
        return tape.record(y, dy -> x.contribute((dx, write) -> engine.rope(dy, cos, sin, true, dx, write)), x);
    }

    /** {@code softmax(x)} of each row. */
    public static Var softmax(Tape tape, Var x) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        engine.softmax(x.value(), y);
        return tape.record(y, dy -> x.contribute((dx, write) -> engine.softmaxBackward(dy, y, dx, write)), x);
    }
}
