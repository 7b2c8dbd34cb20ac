/**
 * Dense off-heap arrays: {@link io.github.fttp.core.tensor.Tensor}, its {@link io.github.fttp.core.tensor.Shape}, and
 * the {@link io.github.fttp.core.tensor.Pool} that lends the memory. No arithmetic: that is the engines'.
 */
package io.github.fttp.core.tensor;
