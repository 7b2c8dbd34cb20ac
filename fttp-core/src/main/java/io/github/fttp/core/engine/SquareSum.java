package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/** The sum of the squares of all elements of several tensors, in double precision. Each tensor's own sum is added in turn. */
public interface SquareSum extends AutoCloseable {
    /** Adds the squares of {@code x} as it is now. A GPU does so without being waited for. */
    void add(Tensor x);

    /** Adds the squares of each of these, in turn. */
    default void add(List<Tensor> all) {
        all.forEach(this::add);
    }

    /** The sum of what was added so far; not finite if an element was not. */
    double sum();

    @Override
    void close();
}
