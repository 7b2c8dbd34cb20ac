/**
 * Unlearning methods, one small class each: a weighting of elements, a loss on forget data with one on retain data, or terms
 * put together. {@link io.github.fttp.core.method.TaskVector} is arithmetic on weights instead of a loss.
 */
package io.github.fttp.core.method;
