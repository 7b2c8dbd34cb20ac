package io.github.fttp.core.optim;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Tensor;

/**
 * The rule by which a gradient changes a parameter. An implementation of one's own is a record of its settings: what must be
 * remembered from step to step are tensors that {@link Updates} owns, and that checkpoints keep.
 *
 * <p>{@link Object#toString} names rule and settings: a checkpoint of a run with another one is not resumed.
 */
public interface Optimizer {
    /** The learning rate before schedule and group. */
    double rate();

    /** How many tensors of the parameter's shape it keeps beside each. */
    int states();

    /**
     * One step of one parameter.
     *
     * @param rate the learning rate of this step
     * @param step of this parameter, from 1: steps without a gradient don't count, as in PyTorch
     * @param gradientScale what clipping leaves of the gradient
     * @param state as many as {@link #states}, zeros at first
     */
    void update(
            Engine engine,
            Parameter parameter,
            Tensor gradient,
            double rate,
            int step,
            double gradientScale,
            Tensor[] state);
}
