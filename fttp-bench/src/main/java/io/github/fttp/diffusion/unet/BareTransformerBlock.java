package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** The U-Net's transformer block by itself. In this package because the block is no part of what the library offers. */
public final class BareTransformerBlock implements Module {
    private final TransformerBlock block;

    private BareTransformerBlock(TransformerBlock block) {
        this.block = block;
    }

    /** With the names of the checkpoint behind {@code name}. */
    public static BareTransformerBlock of(Weights weights, String name, int width, int contextWidth, int heads) {
        return new BareTransformerBlock(TransformerBlock.of(weights, name, width, contextWidth, heads));
    }

    /** {@code x [B, N, C]}, {@code context [B, T, D]} to the shape of {@code x}. */
    public Var forward(Tape tape, Var x, Var context) {
        return block.forward(tape, x, context, AttentionMask.full(), AttentionProbe.none());
    }

    @Override
    public List<? extends Module> parts() {
        return List.of(block);
    }
}
