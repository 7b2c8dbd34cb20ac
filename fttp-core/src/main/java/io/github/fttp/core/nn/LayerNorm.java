package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Norms;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import java.util.List;

/** {@code (x - mean) / sqrt(variance + epsilon) * weight + bias}. */
public final class LayerNorm implements Layer {
    private final Parameter weight;
    private final Parameter bias;
    private final float epsilon;

    private LayerNorm(Parameter weight, Parameter bias, float epsilon) {
        this.weight = weight;
        this.bias = bias;
        this.epsilon = epsilon;
    }

    /** {@code NAME.weight [width]}, {@code NAME.bias [width]}. */
    public static LayerNorm of(Weights weights, String name, int width, double epsilon) {
        Parameter weight = weights.requireFloat32(name + ".weight", Shape.of(width));
        return new LayerNorm(weight, weights.requireFloat32(name + ".bias", Shape.of(width)), (float) epsilon);
    }

    /** {@code x [.., width]} to the same shape. */
    @Override
    public Var forward(Tape tape, Var x) {
        return Norms.layer(tape, x, tape.use(weight), tape.use(bias), epsilon);
    }

    @Override
    public List<Parameter> own() {
        return List.of(weight, bias);
    }
}
