package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** The part of an {@link Engine} that computes activations, and products gated by them. */
interface ActivationKernels {
    /** {@code y = f(x)}. {@code y} may be {@code x}. */
    void activate(Activation f, Tensor x, Tensor y);

    /** {@code dx = dy f'(x)}. With {@link Write#SET}, {@code dx} may be {@code dy}. */
    void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write);

    /** {@code y = silu(gate) * up}. */
    void swiglu(Tensor gate, Tensor up, Tensor y);

    /** {@code dgate = dy up silu'(gate)}, {@code dup = dy silu(gate)}; overwrites both. */
    void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup);

    /** {@code y = a gelu(b)} with the exact GELU, where each row of {@code x [.., 2 D]} is {@code a} and then {@code b}. */
    void geglu(Tensor x, Tensor y);

    /** Gradient of {@link #geglu}; overwrites {@code dx}. */
    void gegluBackward(Tensor dy, Tensor x, Tensor dx);
}
