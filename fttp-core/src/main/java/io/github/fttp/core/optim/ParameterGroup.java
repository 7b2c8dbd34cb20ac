package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import java.util.List;

/**
 * Parameters that train alike.
 *
 * @param rateFactor what their learning rate is of the optimiser's: 0.1 for a projector at 2e-5 beside LoRA at 2e-4
 */
public record ParameterGroup(List<Parameter> parameters, double rateFactor) {
    public ParameterGroup {
        Check.finiteAtLeast(0, rateFactor, "rate factor of a parameter group");
        parameters = List.copyOf(parameters);
    }
}
