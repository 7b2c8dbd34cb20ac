package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Tensor;

/** The squared error of each element of a prediction, to be looked at before weights are chosen, and their weighted sum. */
public final class SquaredErrors {
    private final Tape tape;
    private final Var prediction;
    private final float[] difference;

    private SquaredErrors(Tape tape, Var prediction, float[] difference) {
        this.tape = tape;
        this.prediction = prediction;
        this.difference = difference;
    }

    /** @param target of the prediction's shape; not looked at any more after this call */
    public static SquaredErrors of(Tape tape, Var prediction, Tensor target) {
        if (!target.shape().equals(prediction.shape())) {
            throw new IllegalArgumentException(
                    "target of shape " + target.shape() + " for a prediction of shape " + prediction.shape());
        }
        float[] difference = prediction.value().toArray();
        float[] wanted = target.toArray();
        for (int i = 0; i < difference.length; i++) difference[i] -= wanted[i];
        return new SquaredErrors(tape, prediction, difference);
    }

    /** {@code (prediction_i - target_i)^2} in row-major order. */
    public float[] squares() {
        float[] squares = new float[difference.length];
        for (int i = 0; i < squares.length; i++) squares[i] = difference[i] * difference[i];
        return squares;
    }

    /** {@code sum_i weights_i (prediction_i - target_i)^2}, one value; a weight may be negative. May be called again. */
    public Var weighted(float... weights) {
        Engine engine = tape.engine();
        return TokenLosses.weightedSum(
                tape,
                squares(),
                weights,
                prediction,
                scaled -> (dx, write) -> Gradients.overwriting(engine, dx, write, target -> {
                    for (int i = 0; i < scaled.length; i++) if (scaled[i] != 0) scaled[i] *= 2 * difference[i];
                    target.set(scaled);
                }));
    }
}
