package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.nn.LayerNorm;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/**
 * A transformer block of the U-Net: pixels attend to each other, then to the words, then each is turned by itself. Source:
 * diffusers' {@code BasicTransformerBlock} with GEGLU.
 */
public final class TransformerBlock implements Module {
    private static final double EPSILON = 1e-5;
    /** Inner width of the feed-forward part, as a multiple. */
    private static final int INNER = 4;

    private final LayerNorm norm1;
    private final CrossAttention attn1;
    private final LayerNorm norm2;
    private final CrossAttention attn2;
    private final LayerNorm norm3;
    private final Linear proj;
    private final Linear out;

    private TransformerBlock(Weights weights, String name, int width, int contextWidth, int heads) {
        norm1 = LayerNorm.of(weights, name + ".norm1", width, EPSILON);
        attn1 = CrossAttention.of(weights, name + ".attn1", width, width, heads);
        norm2 = LayerNorm.of(weights, name + ".norm2", width, EPSILON);
        attn2 = CrossAttention.of(weights, name + ".attn2", width, contextWidth, heads);
        norm3 = LayerNorm.of(weights, name + ".norm3", width, EPSILON);
        proj = Linear.withBias(weights, name + ".ff.net.0.proj", width, 2 * INNER * width);
        out = Linear.withBias(weights, name + ".ff.net.2", INNER * width, width);
    }

    /**
     * The block whose weights have the names of the checkpoint behind {@code name}.
     *
     * @param width of a pixel
     * @param contextWidth width of a word
     */
    public static TransformerBlock of(Weights weights, String name, int width, int contextWidth, int heads) {
        return new TransformerBlock(weights, name, width, contextWidth, heads);
    }

    /**
     * {@code x [B, N, C]}, {@code context [B, T, D]} to the shape of {@code x}; mask and probe are for the attention to the
     * context alone.
     */
    public Var forward(Tape tape, Var x, Var context, AttentionMask tokens, AttentionProbe probe) {
        Var own = norm1.forward(tape, x);
        Var h = attn1.forward(tape, own, own, AttentionMask.full(), x, AttentionProbe.none());
        h = attn2.forward(tape, norm2.forward(tape, h), context, tokens, h, probe);
        // Twelve times as wide as its result, the inside would be half of what a step keeps.
        return tape.recomputed(List.of(h), (inner, in) -> feedForward(inner, in.get(0)));
    }

    private Var feedForward(Tape tape, Var x) {
        Var gated = Elementwise.geglu(tape, proj.forward(tape, norm3.forward(tape, x))); // [B, N, 4 C]
        return out.forward(tape, gated, x);
    }

    @Override
    public List<Module> parts() {
        return List.of(norm1, attn1, norm2, attn2, norm3, proj, out);
    }
}
