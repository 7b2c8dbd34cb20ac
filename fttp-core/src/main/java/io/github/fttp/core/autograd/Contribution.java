package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Tensor;

/** One summand of a gradient: writes it into {@code gradient} or adds it, as {@code write} says. */
@FunctionalInterface
public interface Contribution {
    void into(Tensor gradient, Write write);
}
