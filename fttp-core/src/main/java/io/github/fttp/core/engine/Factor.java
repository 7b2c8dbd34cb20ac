package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;

/**
 * A tensor as an engine multiplies it: itself, or a copy of another type, made once for several products.
 *
 * @param isCopy whether closing gives the tensor's memory back
 */
public record Factor(Tensor tensor, boolean isCopy) implements AutoCloseable {
    /** As elements of a type: the tensor itself if it has them, else a converted copy. */
    static Factor of(Tensor x, DType type, Pool pool, ElementKernels elements) {
        if (x.type() == type) return new Factor(x, false);
        Tensor converted = pool.draw(x.shape(), type);
        elements.copy(x, converted);
        return new Factor(converted, true);
    }

    @Override
    public void close() {
        if (isCopy) tensor.close();
    }
}
