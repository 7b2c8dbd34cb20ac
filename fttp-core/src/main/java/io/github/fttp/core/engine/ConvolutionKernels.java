package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** The part of an {@link Engine} that convolves images, channels last: {@code [B, H, W, C]}. */
interface ConvolutionKernels {
    /**
     * Convolution as neural networks have it, that is cross-correlation, with zeros around the image: {@code x [B, H, W,
     * I]}, {@code weight [O, I, k, k]} as in checkpoints (maybe of two bytes each), {@code bias [O]}, {@code y [B, H', W', O]}.
     */
    void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y);

    /** Gradient of {@link #convolution} by {@code x}. */
    void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write);

    /** Gradient of {@link #convolution} by the weight; the bias's is {@link Engine#sumLeading} of {@code dy}. */
    void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write);
}
