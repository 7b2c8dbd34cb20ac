/**
 * The kernels: {@link io.github.fttp.core.engine.Engine} says what there is, in one interface for each kind, and each
 * library computes a kind in a class of its own ({@code OneDnnMatmul}, {@code Nd4jNorms}, {@code CudaAttention}; {@code
 * Jvm...} are kernels in plain Java). {@code CheckedEngine} checks what a kernel is given, once for all libraries. Nothing
 * outside of this package names one. Kernels take their results as arguments and allocate nothing that the caller sees;
 * what they need for themselves they draw from the engine's pool and give back.
 */
package io.github.fttp.core.engine;
