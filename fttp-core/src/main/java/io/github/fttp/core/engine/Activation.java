package io.github.fttp.core.engine;

/** Element-wise activations, by the names of Hugging Face's configurations. */
public enum Activation {
    /** {@code x Phi(x)} with the exact normal distribution function ({@code gelu}). */
    GELU,
    /** {@code 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))} ({@code gelu_new}, {@code gelu_pytorch_tanh}). */
    GELU_TANH,
    /** {@code x sigmoid(1.702 x)}, what CLIP was trained with ({@code quick_gelu}). */
    QUICK_GELU,
    /** {@code x sigmoid(x)}, also called swish ({@code silu}). */
    SILU
}
