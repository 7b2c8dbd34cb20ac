package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Rotation;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** Attention of patches with one projection for queries, keys and values, all with biases. */
final class VisionAttention implements Module {
    private final Linear qkv;
    private final Linear proj;
    private final int heads;

    /** {@code NAME.qkv}, {@code NAME.proj}. */
    VisionAttention(Weights weights, String name, int width, int heads) {
        qkv = Linear.withBias(weights, name + ".qkv", width, 3 * width);
        proj = Linear.withBias(weights, name + ".proj", width, width);
        this.heads = heads;
    }

    /** {@code x [N, C]} to the same shape. */
    Var forward(Tape tape, Var x, Rotation rotation, Segments segments) {
        Var all = qkv.forward(tape, x); //                     [N, 3 C]
        Var q = rotation.turn(tape, part(tape, all, 0)); //    [1, N, H, D]
        Var k = rotation.turn(tape, part(tape, all, 1)); //    [1, N, H, D]
        Var v = part(tape, all, 2); //                         [1, N, H, D]
        Var a = segments.attend(tape, q, k, v); //             [1, N, H, D]
        return proj.forward(tape, a.reshape(x.shape().dim(0), x.shape().dim(1)));
    }

    private Var part(Tape tape, Var all, int which) {
        int width = all.shape().dim(1) / 3;
        return Rows.slice(tape, all, 1, which * width, (which + 1) * width)
                .reshape(1, all.shape().dim(0), heads, width / heads);
    }

    @Override
    public List<Linear> parts() {
        return List.of(qkv, proj);
    }
}
