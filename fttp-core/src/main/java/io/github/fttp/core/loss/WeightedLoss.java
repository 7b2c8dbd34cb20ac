package io.github.fttp.core.loss;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A weighted sum of element losses with its gradient by the predictions.
 *
 * @param value {@code sum_i w_i l_i}
 * @param gradient in the shape and order of the predictions
 */
public record WeightedLoss(double value, float[] gradient) {
    /** The gradient as an array of this shape. */
    public INDArray gradient(long... shape) {
        return Nd4j.createFromArray(gradient).reshape(shape);
    }

    static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    static void requireLength(String what, int found, int expected) {
        if (found != expected)
            throw new IllegalArgumentException(found + " " + what + " for " + expected + " elements");
    }
}
