package io.github.fttp.core.optim;

import io.github.fttp.core.engine.Engine;
import java.util.List;

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

    /** One step of one parameter. */
    void update(Engine engine, ParameterStep step);

    /** One step of several parameters, to the same bits as one after the other. */
    default void update(Engine engine, List<ParameterStep> steps) {
        for (ParameterStep step : steps) update(engine, step);
    }
}
