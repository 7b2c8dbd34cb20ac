/** Unlearning methods, one small class each: a weighting of elements, or terms put together. */
package io.github.fttp.core.method;
