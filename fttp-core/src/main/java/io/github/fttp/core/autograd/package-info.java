/**
 * Reverse-mode differentiation over coarse operations: {@link io.github.fttp.core.autograd.Var} is a value that may want
 * a gradient, {@link io.github.fttp.core.autograd.Tape} remembers how values came about, and the operations have their
 * forward and backward side by side.
 */
package io.github.fttp.core.autograd;
