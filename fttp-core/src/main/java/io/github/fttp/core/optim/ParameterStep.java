package io.github.fttp.core.optim;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.AdamStep;
import io.github.fttp.core.engine.AdamUpdate;
import io.github.fttp.core.tensor.Tensor;

/**
 * One step of one parameter.
 *
 * @param rate the learning rate of this step
 * @param number of this parameter's steps, from 1: steps without a gradient don't count, as in PyTorch
 * @param gradientScale what clipping leaves of the gradient
 * @param state as many as {@link Optimizer#states}, zeros at first
 */
public record ParameterStep(
        Parameter parameter, Tensor gradient, double rate, int number, double gradientScale, Tensor[] state) {
    AdamUpdate adam(AdamStep numbers) {
        return new AdamUpdate(numbers, gradient, parameter.value(), state[0], state[1]);
    }
}
