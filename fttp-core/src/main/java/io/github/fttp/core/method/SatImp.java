package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * SatImp (Yang et al. 2025): ascent by saturation and importance. {@code F = -mean p_i^beta1 (1 - p_i)^beta2 l_i}, no
 * gradient through the weight: neither what is forgotten already nor what is certain is pushed much.
 *
 * <p>Source: open-unlearning, {@code compute_satimp_loss}.
 *
 * @param beta1 at least 0, of saturation
 * @param beta2 at least 0, of importance
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record SatImp(float beta1, float beta2, float forget, float retain) implements ForgetRetainMethod {
    public SatImp {
        Check.finiteAtLeast(0, beta1, "beta1 (exponent of the probability)");
        Check.finiteAtLeast(0, beta2, "beta2 (exponent of what is left to 1)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: exponents 5 and 1, weights 0.1 and 1. */
    public static SatImp defaults() {
        return new SatImp(5, 1, 0.1f, 1);
    }

    @Override
    public String name() {
        return "SatImp";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of();
    }

    @Override
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.forget(), (concept, probability) ->
                (float) (-Math.pow(probability, beta1) * Math.pow(1.0 - probability, beta2)));
    }
}
