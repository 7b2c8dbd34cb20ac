package io.github.fttp.core.engine;

/** The kernels of one library, by kind. They compute only: {@link CheckedEngine} has checked what they are given. */
record Kernels(
        MatmulKernels matmul,
        ElementKernels elements,
        ActivationKernels activations,
        RowKernels rows,
        NormKernels norms,
        ConvolutionKernels convolutions,
        AttentionKernels attention,
        SoftmaxKernels softmax) {}
