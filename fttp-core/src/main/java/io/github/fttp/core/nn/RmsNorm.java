package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Norms;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import java.util.List;

/** {@code x / sqrt(mean(x^2) + epsilon) * weight}. */
public final class RmsNorm implements Layer {
    private final Parameter weight;
    private final float epsilon;

    private RmsNorm(Parameter weight, float epsilon) {
        this.weight = weight;
        this.epsilon = epsilon;
    }

    /** {@code NAME.weight [width]}. */
    public static RmsNorm of(Weights weights, String name, int width, double epsilon) {
        return new RmsNorm(weights.requireFloat32(name + ".weight", Shape.of(width)), (float) epsilon);
    }

    /** {@code x [.., width]} to the same shape. */
    @Override
    public Var forward(Tape tape, Var x) {
        return Norms.rms(tape, x, tape.use(weight), epsilon);
    }

    @Override
    public List<Parameter> own() {
        return List.of(weight);
    }
}
