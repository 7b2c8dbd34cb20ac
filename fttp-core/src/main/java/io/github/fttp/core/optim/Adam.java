package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.AdamStep;
import io.github.fttp.core.engine.Engine;
import java.util.List;

/** Adam (Kingma and Ba 2015); a decay goes through the gradient. Matches torch.optim.Adam, whose defaults these are. */
public record Adam(double rate, double beta1, double beta2, double epsilon, double decay) implements Optimizer {
    public Adam {
        Check.finiteAtLeast(0, rate, "learning rate");
        Check.inHalfOpen(0, 1, beta1, "beta1");
        Check.inHalfOpen(0, 1, beta2, "beta2");
        Check.finiteAtLeast(0, epsilon, "epsilon");
        Check.finiteAtLeast(0, decay, "weight decay");
    }

    public static Adam rate(double rate) {
        return new Adam(rate, 0.9, 0.999, 1e-8, 0);
    }

    public Adam decay(double decay) {
        return new Adam(rate, beta1, beta2, epsilon, decay);
    }

    @Override
    public int states() {
        return 2;
    }

    @Override
    public void update(Engine engine, ParameterStep step) {
        update(engine, List.of(step));
    }

    @Override
    public void update(Engine engine, List<ParameterStep> steps) {
        engine.adam(steps.stream().map(step -> step.adam(numbers(step))).toList());
    }

    private AdamStep numbers(ParameterStep step) {
        return new AdamStep(step.rate(), beta1, beta2, epsilon, step.number(), step.gradientScale(), decay, 0);
    }
}
