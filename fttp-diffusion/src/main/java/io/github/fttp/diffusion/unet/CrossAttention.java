package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** Attention of pixels to what lies in {@code context}: to the words, or to the pixels themselves. */
final class CrossAttention implements Module {
    private final String name;
    private final Linear toQ;
    private final Linear toK;
    private final Linear toV;
    private final Linear toOut;
    private final int heads;

    private CrossAttention(Weights weights, String name, int width, int contextWidth, int heads) {
        this.name = name;
        toQ = Linear.of(weights, name + ".to_q", width, width);
        toK = Linear.of(weights, name + ".to_k", contextWidth, width);
        toV = Linear.of(weights, name + ".to_v", contextWidth, width);
        toOut = Linear.withBias(weights, name + ".to_out.0", width, width);
        this.heads = heads;
    }

    /** {@code NAME.to_q}, {@code to_k}, {@code to_v}, {@code to_out.0}; the last one alone has a bias. */
    static CrossAttention of(Weights weights, String name, int width, int contextWidth, int heads) {
        return new CrossAttention(weights, name, width, contextWidth, heads);
    }

    /** {@code x [B, N, C]} and {@code context [B, T, D]} to {@code [B, N, C]}, {@code carried} added. */
    Var forward(Tape tape, Var x, Var context, AttentionMask mask, Var carried, AttentionProbe probe) {
        Var q = heads(toQ.forward(tape, x)); //                                   [B, N, H, C / H]
        Var k = heads(toK.forward(tape, context)); //                             [B, T, H, C / H]
        Var v = heads(toV.forward(tape, context)); //                             [B, T, H, C / H]
        probe.attended(name, tape.engine(), q.value(), k.value(), mask);
        Var seen = Attention.scaled(tape, q, k, v, mask); //                      [B, N, H, C / H]
        return toOut.forward(tape, seen.reshape(x.shape().dims()), carried);
    }

    private Var heads(Var x) {
        int width = x.shape().dim(2);
        return x.reshape(x.shape().dim(0), x.shape().dim(1), heads, width / heads);
    }

    @Override
    public List<Linear> parts() {
        return List.of(toQ, toK, toV, toOut);
    }
}
