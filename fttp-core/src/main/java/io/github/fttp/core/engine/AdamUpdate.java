package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** One step of Adam or AdamW on {@code parameter} with its two moments, all of one shape. */
public record AdamUpdate(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {}
