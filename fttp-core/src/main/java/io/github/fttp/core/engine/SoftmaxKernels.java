package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** The part of an {@link Engine} that computes softmax by rows, and the losses over it. */
interface SoftmaxKernels {
    /** {@code y = softmax(x)} by rows. {@code y} may be {@code x}. */
    void softmax(Tensor x, Tensor y);

    /** {@code dx = y (dy - sum(dy y))} by rows, from the softmax's result. With {@link Write#SET}, in place allowed. */
    void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write);

    /** {@code logSumExp_i = log sum_v exp(logits_iv)}: {@code logits [N, V]}, {@code logSumExp [N]}. */
    void logSumExp(Tensor logits, Tensor logSumExp);

    /**
     * Gradient of {@code sum_i weight_i (logSumExp_i - logits_i,label_i)}: {@code weight_i (softmax(logits_i) -
     * onehot(label_i))}. A weight may be negative, that is ascent; rows of weight 0 get 0. With {@link Write#SET},
     * {@code dlogits} may be {@code logits}.
     */
    void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write);

    /** {@code kl_i = sum_v p0_v (log p0_v - log p_v)}, {@code p0} from {@code base} and {@code p} from {@code logits}. */
    void klDivergence(Tensor base, Tensor logits, Tensor kl);

    /** Gradient of {@code sum_i weight_i kl_i} by {@code logits}: {@code weight_i (p_i - p0_i)}, 0 in rows of weight 0. */
    void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write);
}
