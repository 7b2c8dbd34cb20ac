package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.AdamStep;
import io.github.fttp.core.engine.Engine;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2): the decay acts on the weights, not through the gradient. Matches
 * torch.optim.AdamW, whose defaults these are.
 */
public record AdamW(double rate, double beta1, double beta2, double epsilon, double decay) implements Optimizer {
    public AdamW {
        Check.finiteAtLeast(0, rate, "learning rate");
        Check.inHalfOpen(0, 1, beta1, "beta1");
        Check.inHalfOpen(0, 1, beta2, "beta2");
        Check.finiteAtLeast(0, epsilon, "epsilon");
        Check.finiteAtLeast(0, decay, "weight decay");
    }

    public static AdamW rate(double rate) {
        return new AdamW(rate, 0.9, 0.999, 1e-8, 0.01);
    }

    public AdamW betas(double beta1, double beta2) {
        return new AdamW(rate, beta1, beta2, epsilon, decay);
    }

    public AdamW epsilon(double epsilon) {
        return new AdamW(rate, beta1, beta2, epsilon, decay);
    }

    public AdamW decay(double decay) {
        return new AdamW(rate, beta1, beta2, epsilon, decay);
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
        return new AdamStep(step.rate(), beta1, beta2, epsilon, step.number(), step.gradientScale(), 0, decay);
    }
}
