package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Tensor;

/** Stochastic gradient descent: {@code b = momentum b + g + decay p}, {@code p -= rate b}. Matches torch.optim.SGD. */
public record Sgd(double rate, double momentum, double decay) implements Optimizer {
    public Sgd {
        Check.finiteAtLeast(0, rate, "learning rate");
        Check.inHalfOpen(0, 1, momentum, "momentum");
        Check.finiteAtLeast(0, decay, "weight decay");
    }

    public static Sgd rate(double rate) {
        return new Sgd(rate, 0, 0);
    }

    public Sgd momentum(double momentum) {
        return new Sgd(rate, momentum, decay);
    }

    @Override
    public int states() {
        return 1;
    }

    @Override
    public void update(Engine engine, ParameterStep step) {
        Tensor velocity = step.state()[0];
        Tensor value = step.parameter().value();
        engine.scale((float) momentum, velocity, velocity, Write.SET);
        engine.scale((float) step.gradientScale(), step.gradient(), velocity, Write.ADD);
        if (decay > 0) engine.scale((float) decay, value, velocity, Write.ADD);
        engine.scale((float) -step.rate(), velocity, value, Write.ADD);
    }
}
