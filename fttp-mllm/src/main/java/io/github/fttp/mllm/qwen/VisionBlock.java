package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Layer;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Rotation;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** A block of an image encoder: {@code x += attention(norm(x))}, {@code x += mlp(norm(x))}. */
public final class VisionBlock implements Module {
    private final Layer norm1;
    private final VisionAttention attn;
    private final Layer norm2;
    private final Layer mlp;

    /** {@code NAME.attn}, with the norms and the feed-forward part of the family. */
    public VisionBlock(Weights weights, String name, int width, int heads, Layer norm1, Layer norm2, Layer mlp) {
        this.norm1 = norm1;
        this.attn = new VisionAttention(weights, name + ".attn", width, heads);
        this.norm2 = norm2;
        this.mlp = mlp;
    }

    /** {@code x [N, C]} to the same shape; patches attend within their segment. */
    public Var forward(Tape tape, Var x, Rotation rotation, Segments segments) {
        Var h = Elementwise.add(tape, x, attn.forward(tape, norm1.forward(tape, x), rotation, segments));
        return Elementwise.add(tape, h, mlp.forward(tape, norm2.forward(tape, h)));
    }

    @Override
    public List<Module> parts() {
        return List.of(norm1, attn, norm2, mlp);
    }
}
