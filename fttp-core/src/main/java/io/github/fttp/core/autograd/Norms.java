package io.github.fttp.core.autograd;

import static io.github.fttp.core.autograd.Gradients.rows;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Normalisation: of rows, that is along the last dimension, and of groups of channels. */
public final class Norms {
    private Norms() {}

    /** {@code y = x / sqrt(mean(x^2) + epsilon) * weight} (Zhang and Sennrich 2019): {@code x [.., D]}, {@code weight [D]}. */
    public static Var rms(Tape tape, Var x, Var weight, float epsilon) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        Tensor rstd = tape.draw(Shape.of(x.shape().rows()));
        engine.rmsNorm(x.value(), weight.value(), epsilon, y, rstd);
        return tape.record(
                y,
                dy -> {
                    x.contribute((dx, write) -> engine.rmsNormBackward(dy, x.value(), weight.value(), rstd, dx, write));
                    weight.contribute((dw, write) -> engine.rmsNormBackwardWeight(dy, x.value(), rstd, dw, write));
                },
                x,
                weight);
    }

    /**
     * {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias} (Ba, Kiros and Hinton 2016): {@code x [.., D]},
     * {@code weight} and {@code bias [D]}.
     */
    public static Var layer(Tape tape, Var x, Var weight, Var bias, float epsilon) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        Tensor mean = tape.draw(Shape.of(x.shape().rows()));
        Tensor rstd = tape.draw(Shape.of(x.shape().rows()));
        engine.layerNorm(x.value(), weight.value(), bias.value(), epsilon, y, mean, rstd);
        return tape.record(
                y,
                dy -> {
                    x.contribute((dx, write) ->
                            engine.layerNormBackward(dy, x.value(), weight.value(), mean, rstd, dx, write));
                    weight.contribute(
                            (dw, write) -> engine.layerNormBackwardWeight(dy, x.value(), mean, rstd, dw, write));
                    bias.contribute((db, write) -> engine.sumLeading(rows(dy), db, write));
                },
                x,
                weight,
                bias);
    }

    /**
     * {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias}, both over all pixels and the channels of a group (Wu
     * and He 2018): {@code x [B, .., C]}, {@code weight} and {@code bias [C]}.
     *
     * @param groups divides {@code C}; neighbouring channels make a group
     */
    public static Var group(Tape tape, Var x, Var weight, Var bias, int groups, float epsilon) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        Tensor mean = tape.draw(Shape.of(x.shape().dim(0), groups));
        Tensor rstd = tape.draw(mean.shape());
        engine.groupNorm(x.value(), weight.value(), bias.value(), epsilon, y, mean, rstd);
        return tape.record(
                y,
                dy -> Gradients.together(
                        engine,
                        d -> engine.groupNormBackward(dy, x.value(), weight.value(), mean, rstd, d[0], d[1], d[2]),
                        x,
                        weight,
                        bias),
                x,
                weight,
                bias);
    }

    /** {@code f(group(x))}, whose inner value is computed again on the way back rather than kept. */
    public static Var activatedGroup(Tape tape, Var x, Var weight, Var bias, int groups, float epsilon, Activation f) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        Shape statistics = Shape.of(x.shape().dim(0), groups);
        Tensor mean = tape.draw(statistics);
        Tensor rstd = tape.draw(statistics);
        engine.groupNorm(x.value(), weight.value(), bias.value(), epsilon, y, mean, rstd);
        engine.activate(f, y, y);
        return tape.record(
                y,
                dy -> {
                    try (Tensor normed = engine.pool().draw(x.shape())) {
                        engine.groupNorm(x.value(), weight.value(), bias.value(), epsilon, normed, mean, rstd);
                        engine.activateBackward(f, dy, normed, normed, Write.SET);
                        Gradients.together(
                                engine,
                                d -> engine.groupNormBackward(
                                        normed, x.value(), weight.value(), mean, rstd, d[0], d[1], d[2]),
                                x,
                                weight,
                                bias);
                    }
                },
                x,
                weight,
                bias);
    }
}
