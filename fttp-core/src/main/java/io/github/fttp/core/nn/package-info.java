/**
 * Layers, with the names of Hugging Face checkpoints: a model asks its {@link io.github.fttp.core.nn.Weights} for each
 * parameter by name and shape. What they compute is composed of {@link io.github.fttp.core.autograd}'s operations.
 * {@link io.github.fttp.core.nn.LoraAdapter} hangs low-rank adapters on the linear layers of any model.
 */
package io.github.fttp.core.nn;
