package io.github.fttp.core.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Squared error with a signed weight an element: {@code sum_i w_i (prediction_i - target_i)^2}, in double precision. */
public final class WeightedSquaredError {
    private WeightedSquaredError() {}

    /** {@code (prediction_i - target_i)^2} of each element. */
    public static float[] squares(float[] prediction, float[] target) {
        WeightedLoss.requireLength("targets", target.length, prediction.length);
        float[] squares = new float[prediction.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = (float) Math.pow((double) prediction[i] - target[i], 2);
        }
        return squares;
    }

    /** Loss and gradient {@code 2 w_i (prediction_i - target_i)}. */
    public static WeightedLoss of(float[] prediction, float[] target, float[] weights) {
        WeightedLoss.requireLength("targets", target.length, prediction.length);
        WeightedLoss.requireLength("weights", weights.length, prediction.length);
        float[] gradient = new float[prediction.length];
        double loss = 0;
        for (int i = 0; i < gradient.length; i++) {
            if (weights[i] == 0) continue; // not 0 * infinity: what has no weight has no say
            double difference = (double) prediction[i] - target[i];
            loss += weights[i] * difference * difference;
            gradient[i] = (float) (2 * weights[i] * difference);
        }
        return new WeightedLoss(loss, gradient);
    }

    /** Computes loss and gradient for arrays of one shape. */
    public static WeightedLoss of(INDArray prediction, INDArray target, float[] weights) {
        return of(WeightedLoss.values(prediction), WeightedLoss.values(target), weights);
    }
}
