package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import java.util.List;

/** Attention of a sequence to itself, with separate projections; several query heads may share a key head. */
public final class SelfAttention implements Module {
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear oProj;
    private final int headWidth;

    private SelfAttention(Linear qProj, Linear kProj, Linear vProj, Linear oProj, int headWidth) {
        this.qProj = qProj;
        this.kProj = kProj;
        this.vProj = vProj;
        this.oProj = oProj;
        this.headWidth = headWidth;
    }

    /** Llama's, mostly without biases: {@code NAME.q_proj}, {@code k_proj}, {@code v_proj}, {@code o_proj}. */
    public static SelfAttention llama(
            Weights weights, String name, int width, int heads, int keyHeads, int headWidth, boolean bias) {
        return new SelfAttention(
                Linear.of(weights, name + ".q_proj", width, heads * headWidth, bias),
                Linear.of(weights, name + ".k_proj", width, keyHeads * headWidth, bias),
                Linear.of(weights, name + ".v_proj", width, keyHeads * headWidth, bias),
                Linear.of(weights, name + ".o_proj", heads * headWidth, width, bias),
                headWidth);
    }

    /** CLIP's: with biases, {@code NAME.q_proj}, {@code k_proj}, {@code v_proj}, {@code out_proj}. */
    public static SelfAttention clip(Weights weights, String name, int width, int heads) {
        return new SelfAttention(
                Linear.withBias(weights, name + ".q_proj", width, width),
                Linear.withBias(weights, name + ".k_proj", width, width),
                Linear.withBias(weights, name + ".v_proj", width, width),
                Linear.withBias(weights, name + ".out_proj", width, width),
                width / heads);
    }

    /** {@code x [B, T, C]} to the same shape. */
    public Var forward(Tape tape, Var x, Rotation rotation, AttentionMask mask) {
        Var q = rotation.turn(tape, heads(qProj.forward(tape, x))); //          [B, T, H,  D]
        Var k = rotation.turn(tape, heads(kProj.forward(tape, x))); //          [B, T, Hk, D]
        Var v = heads(vProj.forward(tape, x)); //                               [B, T, Hk, D]
        return joined(tape, Attention.scaled(tape, q, k, v, mask)); //          [B, T, C]
    }

    /**
     * Attends likewise at positions that follow those in {@code cache}, which takes in their keys and values. Without gradient.
     *
     * @param mask over the keys of the cache and the new ones
     */
    public Var forward(Tape tape, Var x, Rotation rotation, AttentionMask mask, KeyValueCache cache) {
        Var q = rotation.turn(tape, heads(qProj.forward(tape, x))); //          [B, T, H,  D]
        Var k = rotation.turn(tape, heads(kProj.forward(tape, x))); //          [B, T, Hk, D]
        Var v = heads(vProj.forward(tape, x)); //                               [B, T, Hk, D]
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
    public List<Linear> parts() {
        return List.of(qProj, kProj, vProj, oProj);
    }
}
