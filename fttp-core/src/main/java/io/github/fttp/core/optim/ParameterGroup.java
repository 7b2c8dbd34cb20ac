package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Shape;
import java.util.List;

/**
 * Parameters that train alike.
 *
 * @param rateFactor what their learning rate is of the optimiser's: 0.1 for a projector at 2e-5 beside LoRA at 2e-4
 * @param projection of each step, {@link StepProjection#NONE} for steps as the optimiser makes them
 */
public record ParameterGroup(List<Parameter> parameters, double rateFactor, StepProjection projection) {
    public ParameterGroup {
        Check.finiteAtLeast(0, rateFactor, "rate factor of a parameter group");
        parameters = List.copyOf(parameters);
        for (Parameter parameter : parameters) {
            Shape shape = parameter.value().shape();
            if (projection.fits(shape)) continue;
            throw new IllegalArgumentException(
                    parameter.name() + " of " + shape + " trains, and its steps cannot be projected");
        }
    }

    /** Parameters whose steps are not projected. */
    public ParameterGroup(List<Parameter> parameters, double rateFactor) {
        this(parameters, rateFactor, StepProjection.NONE);
    }
}
