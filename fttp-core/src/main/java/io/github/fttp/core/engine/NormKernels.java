package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** The part of an {@link Engine} that normalises. */
interface NormKernels {
    /** {@code y = x rstd weight}, {@code rstd = 1 / sqrt(mean(x^2) + epsilon)} by rows; {@code rstd [N]} is a result. */
    void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd);

    /** {@code dx_i = rstd (dy_i w_i - x_i rstd^2 mean(dy w x))} by rows. */
    void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write);

    /** {@code dw = sum over rows of dy x rstd}. */
    void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write);

    /** {@code y = (x - mean) rstd weight + bias} by rows; {@code mean} and {@code rstd}, {@code [N]}, are results. */
    void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd);

    /** The gradient by the rows {@code x}. */
    void layerNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write);

    /** {@code dw = sum over rows of dy (x - mean) rstd}; the bias's gradient is {@link Engine#sumLeading} of {@code dy}. */
    void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write);

    /**
     * {@code y = (x - mean) rstd weight + bias}, mean and deviation over all pixels and over the channels of a group: {@code
     * x}, {@code y [B, .., C]}, {@code weight}, {@code bias [C]}; {@code mean} and {@code rstd [B, groups]} are results.
     */
    void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd);

    /** Gradients of {@link #groupNorm} by {@code x}, weight and bias; all three overwritten. */
    void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias);
}
