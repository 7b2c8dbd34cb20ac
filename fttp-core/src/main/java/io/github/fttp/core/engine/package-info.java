/**
 * The kernels: {@link io.github.fttp.core.engine.Engine} says what there is, and each implementation computes it with
 * another library. Nothing outside of this package names one. Kernels take their results as arguments and allocate
 * nothing that the caller sees; what they need for themselves they draw from the engine's pool and give back.
 */
package io.github.fttp.core.engine;
