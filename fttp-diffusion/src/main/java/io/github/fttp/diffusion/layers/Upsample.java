package io.github.fttp.diffusion.layers;

import io.github.fttp.core.autograd.FeatureMaps;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** Larger by nearest neighbours, then a convolution. Source: diffusers' {@code Upsample2D}. */
public final class Upsample implements Module {
    private final Conv2d conv;

    private Upsample(Conv2d conv) {
        this.conv = conv;
    }

    /** {@code NAME.conv}. */
    public static Upsample of(Weights weights, String name, int channels) {
        return new Upsample(Conv2d.of(weights, name + ".conv", channels, channels, Convolution.same(3)));
    }

    /** {@code x [B, H, W, C]} to {@code [B, height, width, C]}. */
    public Var forward(Tape tape, Var x, int height, int width) {
        return conv.forward(tape, FeatureMaps.nearest(tape, x, height, width));
    }

    @Override
    public List<Conv2d> parts() {
        return List.of(conv);
    }
}
