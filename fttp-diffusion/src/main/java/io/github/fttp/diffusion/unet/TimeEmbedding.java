package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/**
 * Two layers from waves, of time steps for one, to a vector as wide as the network's time. Source: diffusers'
 * {@code TimestepEmbedding}.
 */
record TimeEmbedding(Linear linear1, Activation activation, Linear linear2) implements Module {
    static TimeEmbedding of(Weights weights, String name, int in, Activation activation, int width) {
        return new TimeEmbedding(
                Linear.withBias(weights, name + ".linear_1", in, width),
                activation,
                Linear.withBias(weights, name + ".linear_2", width, width));
    }

    /** {@code [B, in]} to {@code [B, width]}. */
    Var forward(Tape tape, Var x) {
        return linear2.forward(tape, Elementwise.activate(tape, activation, linear1.forward(tape, x)));
    }

    @Override
    public List<Linear> parts() {
        return List.of(linear1, linear2);
    }
}
