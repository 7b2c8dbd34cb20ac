package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.util.Map;

/**
 * The kernels everything is computed with.
 *
 * <p>Tensors are float32 and contiguous unless a kernel says otherwise; what a kernel is given is checked before it
 * computes, and an {@link IllegalArgumentException} names the kernel, what must hold and what was found. Results are the
 * last tensor arguments. With a {@link Write} the kernel overwrites its result or adds to it; without one it overwrites. A
 * result may be the same tensor as an input only where the kernel says so. Rows are what all dimensions but the last make.
 *
 * <p>The same calls on the same values with the same number of threads give the same bits. Not thread-safe: one engine
 * serves one thread at a time and uses its own worker threads.
 */
public interface Engine
        extends MatmulKernels,
                ElementKernels,
                ActivationKernels,
                RowKernels,
                NormKernels,
                ConvolutionKernels,
                AttentionKernels,
                SoftmaxKernels,
                AutoCloseable {
    /** Short name: {@code onednn}, {@code nd4j}. */
    String name();

    /** How it computes products with rounded factors; exactly unless asked otherwise, see {@link Engines#named}. */
    default Precision precision() {
        return Precision.EXACT;
    }

    /**
     * Whether the hardware multiplies bfloat16. Without it {@link Precision#BFLOAT16} rounds just the same, but is not faster
     * than {@link Precision#EXACT}.
     */
    boolean hasBfloat16();

    /**
     * Names what it computes on beside the processor: of a GPU its name and the versions of driver and libraries, by what each
     * is called; empty without one.
     */
    default Map<String, String> device() {
        return Map.of();
    }

    /** {@code y = factor a b}, see {@link #matmul(Tensor, Tensor, Tensor, Write)}. */
    default void matmul(Tensor a, Tensor b, float factor, Tensor y) {
        matmul(a, b, y, Write.SET);
        scale(factor, y, y, Write.SET);
    }

    /** Where tensors for this engine come from. */
    Pool pool();

    /** Waits for nothing and gives native resources back; tensors stay valid. */
    @Override
    void close();
}
