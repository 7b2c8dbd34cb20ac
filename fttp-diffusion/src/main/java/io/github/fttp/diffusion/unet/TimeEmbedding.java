package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/** Time steps as vectors: waves of many lengths, then two layers. Source: diffusers' {@code Timesteps}, {@code TimestepEmbedding}. */
final class TimeEmbedding implements Module {
    private final int waves;
    private final boolean cosinesFirst;
    private final double shift;
    private final Activation activation;
    private final Linear linear1;
    private final Linear linear2;

    private TimeEmbedding(UNetConfig config, Linear linear1, Linear linear2) {
        this.waves = config.channels().get(0);
        this.cosinesFirst = config.flipSinToCos();
        this.shift = config.freqShift();
        this.activation = config.activation();
        this.linear1 = linear1;
        this.linear2 = linear2;
    }

    static TimeEmbedding of(Weights weights, String name, UNetConfig config) {
        int width = config.timeWidth();
        return new TimeEmbedding(
                config,
                Linear.withBias(weights, name + ".linear_1", config.channels().get(0), width),
                Linear.withBias(weights, name + ".linear_2", width, width));
    }

    /** One row a time step, {@code [B, timeWidth]}. */
    Var forward(Tape tape, float... timesteps) {
        Tensor rows = tape.draw(Shape.of(timesteps.length, waves));
        for (int b = 0; b < timesteps.length; b++) rows.get(b).set(waves(timesteps[b]));
        Var first = linear1.forward(tape, tape.record(rows, dy -> {}));
        return linear2.forward(tape, Elementwise.activate(tape, activation, first));
    }

    /** In float32 where the reference is: at step 999 its rounding of the angle is seen in the result. */
    private float[] waves(float timestep) {
        int half = waves / 2;
        float[] values = new float[waves];
        for (int i = 0; i < half; i++) {
            float exponent = (float) (-Math.log(10000)) * i / (float) (half - shift);
            float angle = timestep * (float) Math.exp(exponent);
            values[cosinesFirst ? half + i : i] = (float) Math.sin(angle);
            values[cosinesFirst ? i : half + i] = (float) Math.cos(angle);
        }
        return values;
    }

    @Override
    public List<Linear> parts() {
        return List.of(linear1, linear2);
    }
}
