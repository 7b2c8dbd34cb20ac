/**
 * The split loss: {@link io.github.fttp.core.loss.SplitWeights} turns a mask into a signed weight an element. The two
 * losses here work on plain arrays and ND4J arrays, for whoever has predictions of their own; models inside of the library
 * use the differentiable operations of {@code autograd}, which agree with them.
 */
package io.github.fttp.core.loss;
