/**
 * The loop: {@link io.github.fttp.core.train.Unlearner} runs a method on a {@link io.github.fttp.core.train.TrainableModel},
 * tells listeners, keeps checkpoints it can resume from bit for bit, and stops before nonsense spreads.
 */
package io.github.fttp.core.train;
