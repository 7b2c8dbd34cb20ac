package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.function.Function;

/** The part of an {@link Engine} that attends, and turns positions into queries and keys. */
interface AttentionKernels {
    /**
     * Rotary position embedding as Llama in Hugging Face has it: element {@code i < D/2} of a head turns with element
     * {@code i + D/2}. {@code x [B, T, H, D]}, {@code cos} and {@code sin [B, T, D/2]}. {@code inverse} turns back, which
     * is the gradient. With {@link Write#SET}, {@code y} may be {@code x}.
     */
    void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write);

    /**
     * {@code softmax(scale q k^T) v} for each head. {@code q}, {@code y [B, Tq, H, D]}, {@code k}, {@code v [B, Tk, Hk, D]}
     * with {@code H} a multiple of {@code Hk} (query head {@code h} uses key head {@code h / (H / Hk)}); may be strided
     * views whose last dimension has stride 1, and {@code q}, {@code k} and {@code v} bfloat16. A query that may attend to no
     * key gets 0. Works in tiles: memory for itself is a few score rows, never all of them for a long sequence.
     */
    void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y);

    /**
     * The same, for a way back that comes: {@code q}, {@code k}, {@code v} and {@code y} stay as they are until then.
     *
     * @param memory draws what is kept until then, which the caller gives back
     */
    default AttentionBackward attention(
            Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y, Function<Shape, Tensor> memory) {
        attention(q, k, v, mask, scale, y);
        return (dy, dq, dk, dv) -> attentionBackward(dy, q, k, v, mask, scale, dq, dk, dv);
    }

    /**
     * Gradients of {@link #attention} by its inputs, all three overwritten; strided views as there. Computes the
     * probabilities again rather than keep them.
     */
    void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv);
}
