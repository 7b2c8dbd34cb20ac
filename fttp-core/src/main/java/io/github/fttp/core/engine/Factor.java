package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/**
 * A tensor as an engine multiplies it: itself, or a copy rounded to bfloat16, made once for several products.
 *
 * @param isCopy whether closing gives the tensor's memory back
 */
public record Factor(Tensor tensor, boolean isCopy) implements AutoCloseable {
    @Override
    public void close() {
        if (isCopy) tensor.close();
    }
}
