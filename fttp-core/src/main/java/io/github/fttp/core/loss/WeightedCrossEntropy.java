package io.github.fttp.core.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-entropy of label tokens with a signed weight each: {@code sum_i w_i (log sum_v exp z_iv - z_i,y_i)}, in double
 * precision. The rows must be aligned with the labels already: a causal language model's logits at position t belong to
 * the label at t + 1.
 */
public final class WeightedCrossEntropy {
    private WeightedCrossEntropy() {}

    /**
     * {@code -log p(y_i)} of each row, to choose weights by.
     *
     * @param logits {@code [N, V]} row by row, {@code N = labels.length}
     * @param labels in {@code [0, V)}; a negative one counts for nothing and gives 0
     */
    public static float[] nll(float[] logits, int... labels) {
        float[] losses = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0) losses[i] = (float) (logSumExp(logits, labels, i) - logits[label(logits, labels, i)]);
        }
        return losses;
    }

    /** Computes the losses for an array of shape {@code [N, V]}. */
    public static float[] nll(INDArray logits, int... labels) {
        return nll(WeightedLoss.values(logits), labels);
    }

    /**
     * Loss and gradient {@code w_i (softmax(z_i) - onehot(y_i))}.
     *
     * @param weights one a row, of any sign; rows of weight 0 or with a negative label get no gradient
     */
    public static WeightedLoss of(float[] logits, int[] labels, float[] weights) {
        WeightedLoss.requireLength("weights", weights.length, labels.length);
        int width = width(logits, labels);
        float[] gradient = new float[logits.length];
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || weights[i] == 0) continue;
            double normaliser = logSumExp(logits, labels, i);
            int label = label(logits, labels, i);
            loss += weights[i] * (normaliser - logits[label]);
            for (int j = i * width; j < (i + 1) * width; j++) {
                double p = Math.exp(logits[j] - normaliser);
                gradient[j] = (float) (weights[i] * (j == label ? p - 1 : p));
            }
        }
        return new WeightedLoss(loss, gradient);
    }

    /** Computes loss and gradient for an array of shape {@code [N, V]}. */
    public static WeightedLoss of(INDArray logits, int[] labels, float[] weights) {
        return of(WeightedLoss.values(logits), labels, weights);
    }

    private static double logSumExp(float[] logits, int[] labels, int row) {
        int width = width(logits, labels);
        double max = Double.NEGATIVE_INFINITY;
        for (int j = row * width; j < (row + 1) * width; j++) max = Math.max(max, logits[j]);
        double sum = 0;
        for (int j = row * width; j < (row + 1) * width; j++) sum += Math.exp(logits[j] - max);
        return max + Math.log(sum);
    }

    private static int label(float[] logits, int[] labels, int row) {
        int width = width(logits, labels);
        if (labels[row] >= width) {
            throw new IllegalArgumentException("label " + row + " is " + labels[row] + ", the vocabulary has " + width);
        }
        return row * width + labels[row];
    }

    private static int width(float[] logits, int[] labels) {
        if (labels.length == 0 || logits.length % labels.length != 0) {
            throw new IllegalArgumentException(logits.length + " logits for " + labels.length + " labels");
        }
        return logits.length / labels.length;
    }
}
