package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * Weighted gradient ascent (Wang et al. 2025): the less probable an element has become, the less it is pushed. {@code F =
 * -mean p_i^beta l_i}, no gradient through the weight.
 *
 * <p>Source: open-unlearning, {@code compute_wga_loss}.
 *
 * @param beta at least 0; 0 is plain ascent
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record Wga(float beta, float forget, float retain) implements ForgetRetainMethod {
    public Wga {
        Check.finiteAtLeast(0, beta, "beta (exponent of the probability)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: beta 1, weights 1 and 1. */
    public static Wga defaults() {
        return new Wga(1, 1, 1);
    }

    @Override
    public String name() {
        return "WGA";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of();
    }

    @Override
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.forget(), (concept, probability) -> -(float) Math.pow(probability, beta));
    }
}
