/**
 * Methods that know that a model has a projector; {@link io.github.fttp.core.method.Methods} finds them by {@link
 * io.github.fttp.mllm.method.TextMethods}.
 */
package io.github.fttp.mllm.method;
