package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import java.util.List;

/**
 * Attention of a sequence to itself, with separate projections; several query heads may share a key head, and queries and keys
 * of each head may be normalised before they are turned.
 */
public final class SelfAttention implements Module {
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear oProj;
    private final Layer qNorm;
    private final Layer kNorm;
    private final int headWidth;

    private SelfAttention(
            Linear qProj, Linear kProj, Linear vProj, Linear oProj, Layer qNorm, Layer kNorm, int headWidth) {
        this.qProj = qProj;
        this.kProj = kProj;
        this.vProj = vProj;
        this.oProj = oProj;
        this.qNorm = qNorm;
        this.kNorm = kNorm;
        this.headWidth = headWidth;
    }

    /** Llama's, mostly without biases: {@code NAME.q_proj}, {@code k_proj}, {@code v_proj}, {@code o_proj}. */
    public static SelfAttention llama(
            Weights weights, String name, int width, int heads, int keyHeads, int headWidth, boolean bias) {
        return llama(weights, name, width, heads, keyHeads, headWidth, bias, bias, Layer.identity(), Layer.identity());
    }

    /** Qwen 2's: Llama's with biases on all projections but the last. */
    public static SelfAttention qwen2(Weights weights, String name, int width, int heads, int keyHeads, int headWidth) {
        return llama(weights, name, width, heads, keyHeads, headWidth, true, false, Layer.identity(), Layer.identity());
    }

    /** Qwen 3's: Llama's without biases, with {@code NAME.q_norm} and {@code k_norm} over each head. */
    public static SelfAttention qwen3(
            Weights weights, String name, int width, int heads, int keyHeads, int headWidth, double epsilon) {
        Layer qNorm = RmsNorm.of(weights, name + ".q_norm", headWidth, epsilon);
        Layer kNorm = RmsNorm.of(weights, name + ".k_norm", headWidth, epsilon);
        return llama(weights, name, width, heads, keyHeads, headWidth, false, false, qNorm, kNorm);
    }

    private static SelfAttention llama(
            Weights weights,
            String name,
            int width,
            int heads,
            int keyHeads,
            int headWidth,
            boolean bias,
            boolean outputBias,
            Layer qNorm,
            Layer kNorm) {
        return new SelfAttention(
                Linear.of(weights, name + ".q_proj", width, heads * headWidth, bias),
                Linear.of(weights, name + ".k_proj", width, keyHeads * headWidth, bias),
                Linear.of(weights, name + ".v_proj", width, keyHeads * headWidth, bias),
                Linear.of(weights, name + ".o_proj", heads * headWidth, width, outputBias),
                qNorm,
                kNorm,
                headWidth);
    }

    /** CLIP's: with biases, {@code NAME.q_proj}, {@code k_proj}, {@code v_proj}, {@code out_proj}. */
    public static SelfAttention clip(Weights weights, String name, int width, int heads) {
        return new SelfAttention(
                Linear.withBias(weights, name + ".q_proj", width, width),
                Linear.withBias(weights, name + ".k_proj", width, width),
                Linear.withBias(weights, name + ".v_proj", width, width),
                Linear.withBias(weights, name + ".out_proj", width, width),
                Layer.identity(),
                Layer.identity(),
                width / heads);
    }

    /** {@code x [B, T, C]} to the same shape. */
    public Var forward(Tape tape, Var x, Rotation rotation, AttentionMask mask) {
        Var q = rotation.turn(tape, qNorm.forward(tape, heads(qProj.forward(tape, x)))); // [B, T, H,  D]
        Var k = rotation.turn(tape, kNorm.forward(tape, heads(kProj.forward(tape, x)))); // [B, T, Hk, D]
        Var v = heads(vProj.forward(tape, x)); //                                      [B, T, Hk, D]
        return joined(tape, Attention.scaled(tape, q, k, v, mask)); //                 [B, T, C]
    }

    /**
     * Attends likewise at positions that follow those in {@code cache}, which takes in their keys and values. Without gradient.
     *
     * @param mask over the keys of the cache and the new ones
     */
    public Var forward(Tape tape, Var x, Rotation rotation, AttentionMask mask, KeyValueCache cache) {
        Var q = rotation.turn(tape, qNorm.forward(tape, heads(qProj.forward(tape, x)))); // [B, T, H,  D]
        Var k = rotation.turn(tape, kNorm.forward(tape, heads(kProj.forward(tape, x)))); // [B, T, Hk, D]
        Var v = heads(vProj.forward(tape, x)); //                                      [B, T, Hk, D]
        cache.append(tape.engine(), k.value(), v.value());
        Var keys = tape.constant(cache.keys()); //                              [B, length, Hk, D]
        Var values = tape.constant(cache.values()); //                          [B, length, Hk, D]
        return joined(tape, Attention.scaled(tape, q, keys, values, mask)); //  [B, T, C]
    }

    private Var heads(Var x) {
        int width = x.shape().dim(-1);
        return x.reshape(x.shape().dim(0), x.shape().dim(1), width / headWidth, headWidth);
    }

    private Var joined(Tape tape, Var a) {
        int width = a.shape().dim(2) * headWidth;
        return oProj.forward(tape, a.reshape(a.shape().dim(0), a.shape().dim(1), width));
    }

    @Override
    public List<Module> parts() {
        return List.of(qProj, kProj, vProj, oProj, qNorm, kNorm);
    }
}
