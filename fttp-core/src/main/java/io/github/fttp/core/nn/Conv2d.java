package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.FeatureMaps;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.tensor.Shape;
import java.util.List;

/** A convolution of feature maps whose channels lie last, with bias. */
public final class Conv2d implements Module {
    private final Parameter weight;
    private final Parameter bias;
    private final Convolution how;

    private Conv2d(Parameter weight, Parameter bias, Convolution how) {
        this.weight = weight;
        this.bias = bias;
        this.how = how;
    }

    /** {@code NAME.weight [out, in, k, k]}, {@code NAME.bias [out]}. */
    public static Conv2d of(Weights weights, String name, int in, int out, Convolution how) {
        Parameter weight = weights.require(name + ".weight", Shape.of(out, in, how.kernel(), how.kernel()));
        return new Conv2d(weight, weights.requireFloat32(name + ".bias", Shape.of(out)), how);
    }

    /** Such as {@code down_blocks.0.resnets.0.conv1}. */
    public String name() {
        return weight.name().substring(0, weight.name().length() - ".weight".length());
    }

    /** {@code [out, in, k, k]}. */
    public Parameter weight() {
        return weight;
    }

    /**
     * {@code x [B, H, W, in]} to {@code [B, H', W', out]}.
     *
     * @param plus added to it, see {@link FeatureMaps#convolution}
     */
    public Var forward(Tape tape, Var x, Var... plus) {
        return FeatureMaps.convolution(tape, x, tape.use(weight), tape.use(bias), how, plus);
    }

    @Override
    public List<Parameter> own() {
        return List.of(weight, bias);
    }
}
