package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Norms;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.tensor.Shape;
import java.util.List;

/** Normalisation over all pixels and the channels of a group. */
public final class GroupNorm implements Module {
    private final Parameter weight;
    private final Parameter bias;
    private final int groups;
    private final float epsilon;

    private GroupNorm(Parameter weight, Parameter bias, int groups, float epsilon) {
        this.weight = weight;
        this.bias = bias;
        this.groups = groups;
        this.epsilon = epsilon;
    }

    /** {@code NAME.weight [channels]}, {@code NAME.bias [channels]}; {@code groups} divides {@code channels}. */
    public static GroupNorm of(Weights weights, String name, int channels, int groups, double epsilon) {
        Parameter weight = weights.requireFloat32(name + ".weight", Shape.of(channels));
        Parameter bias = weights.requireFloat32(name + ".bias", Shape.of(channels));
        return new GroupNorm(weight, bias, groups, (float) epsilon);
    }

    /** {@code x [B, .., channels]} to the same shape. */
    public Var forward(Tape tape, Var x) {
        return Norms.group(tape, x, tape.use(weight), tape.use(bias), groups, epsilon);
    }

    /** Normalises, and then applies {@code f}. */
    public Var forward(Tape tape, Var x, Activation f) {
        return Norms.activatedGroup(tape, x, tape.use(weight), tape.use(bias), groups, epsilon, f);
    }

    @Override
    public List<Parameter> own() {
        return List.of(weight, bias);
    }
}
