package io.github.fttp.core.clip;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.nn.LayerNorm;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Rotation;
import io.github.fttp.core.nn.SelfAttention;
import io.github.fttp.core.nn.TwoLayerMlp;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** A layer of CLIP's encoders, for images and for text: {@code x += attention(norm(x))}, {@code x += mlp(norm(x))}. */
final class ClipLayer implements Module {
    private final LayerNorm layerNorm1;
    private final SelfAttention selfAttn;
    private final LayerNorm layerNorm2;
    private final TwoLayerMlp mlp;

    private ClipLayer(LayerNorm layerNorm1, SelfAttention selfAttn, LayerNorm layerNorm2, TwoLayerMlp mlp) {
        this.layerNorm1 = layerNorm1;
        this.selfAttn = selfAttn;
        this.layerNorm2 = layerNorm2;
        this.mlp = mlp;
    }

    /** {@code NAME.layer_norm1}, {@code self_attn}, {@code layer_norm2}, {@code mlp}. */
    public static ClipLayer of(
            Weights weights, String name, int width, int heads, int inner, Activation activation, double epsilon) {
        return new ClipLayer(
                LayerNorm.of(weights, name + ".layer_norm1", width, epsilon),
                SelfAttention.clip(weights, name + ".self_attn", width, heads),
                LayerNorm.of(weights, name + ".layer_norm2", width, epsilon),
                TwoLayerMlp.clip(weights, name + ".mlp", width, inner, activation));
    }

    /** {@code x [B, T, C]} to the same shape. */
    public Var forward(Tape tape, Var x, AttentionMask mask) {
        Var seen = selfAttn.forward(tape, layerNorm1.forward(tape, x), Rotation.none(), mask); // [B, T, C]
        Var h = Elementwise.add(tape, x, seen);
        return Elementwise.add(tape, h, mlp.forward(tape, layerNorm2.forward(tape, h)));
    }

    @Override
    public List<Module> parts() {
        return List.of(layerNorm1, selfAttn, layerNorm2, mlp);
    }
}
