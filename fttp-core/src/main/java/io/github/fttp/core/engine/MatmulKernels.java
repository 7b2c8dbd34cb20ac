package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;

/** The part of an {@link Engine} that multiplies matrices. */
interface MatmulKernels {
    /**
     * {@code y = a b}. {@code a [.., M, K]}, {@code b [.., K, N]}, {@code y [.., M, N]} with equal leading dimensions (at
     * most two); or {@code b [K, N]} for all rows of {@code a [.., K]}, {@code y [.., N]}. Inputs and result may be
     * strided views, so a transpose costs nothing; of the last two dimensions one must have stride 1. {@code a} or
     * {@code b} may be bfloat16 or float16, whose product with float32 is exact, unless the engine was asked to round
     * what meets bfloat16.
     */
    void matmul(Tensor a, Tensor b, Tensor y, Write write);

    /**
     * {@code x} as it is multiplied with a tensor of type {@code other}: what {@link #matmul} would otherwise make of it
     * anew in each product, and {@link Engine#attention} of its inputs, which it takes for {@link DType#BFLOAT16}.
     */
    default Factor factor(Tensor x, DType other) {
        return new Factor(x, false);
    }

    /** {@code y = a b + bias}, {@code a [.., K]}, {@code b [K, N]} (any strides, maybe two bytes each), {@code bias [N]}. */
    void affine(Tensor a, Tensor b, Tensor bias, Tensor y);
}
