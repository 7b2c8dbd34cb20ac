package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.GroupNorm;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Transformer blocks on the pixels of a feature map, round which it is carried. Source: diffusers' {@code Transformer2DModel}. */
final class SpatialTransformer implements Module {
    private static final double EPSILON = 1e-6;

    private final GroupNorm norm;
    private final Projection projIn;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final Projection projOut;

    private SpatialTransformer(Weights weights, String name, UNetConfig config, UNetConfig.Level level, int count) {
        int width = level.channels();
        norm = GroupNorm.of(weights, name + ".norm", width, config.normGroups(), EPSILON);
        projIn = Projection.of(weights, name + ".proj_in", width, config.linearProjection());
        for (int i = 0; i < count; i++) {
            String block = name + ".transformer_blocks." + i;
            blocks.add(TransformerBlock.of(weights, block, width, level.contextWidth(), level.heads()));
        }
        projOut = Projection.of(weights, name + ".proj_out", width, config.linearProjection());
    }

    /** @param count of blocks */
    static SpatialTransformer of(Weights weights, String name, UNetConfig config, UNetConfig.Level level, int count) {
        return new SpatialTransformer(weights, name, config, level, count);
    }

    /** {@code x [B, H, W, C]}, {@code context [B, T, D]} to the shape of {@code x}. */
    Var forward(Tape tape, Var x, Var context, AttentionMask tokens, AttentionProbe probe) {
        Shape shape = x.shape();
        Var h = projIn.in().forward(tape, norm.forward(tape, x));
        h = h.reshape(shape.dim(0), shape.dim(1) * shape.dim(2), shape.dim(3)); // [B, H W, C]
        for (TransformerBlock block : blocks) h = block.forward(tape, h, context, tokens, probe);
        return projOut.out().forward(tape, h.reshape(shape.dims()), x);
    }

    @Override
    public List<Module> parts() {
        List<Module> parts = new ArrayList<>(List.of(norm, projIn.module()));
        parts.addAll(blocks);
        parts.add(projOut.module());
        return parts;
    }

    /** A product of each pixel alone, whose weight older checkpoints keep as a convolution's. */
    private record Projection(Module module, Into in, OutOf out) {
        private interface Into {
            Var forward(Tape tape, Var x);
        }

        private interface OutOf {
            Var forward(Tape tape, Var x, Var carried);
        }

        static Projection of(Weights weights, String name, int width, boolean linear) {
            if (linear) {
                Linear layer = Linear.withBias(weights, name, width, width);
                return new Projection(layer, layer::forward, layer::forward);
            }
            Conv2d layer = Conv2d.of(weights, name, width, width, Convolution.same(1));
            return new Projection(layer, layer::forward, layer::forward);
        }
    }
}
