package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * GradDiff: ascent on the forget batch and descent on a retain batch, in one step. {@code forget * (-mean l_forget) +
 * retain * mean l_retain}. Source: open-unlearning, {@code grad_diff.py} with the NLL retain loss.
 *
 * @param forget at least 0; 1 there
 * @param retain at least 0; 1 there
 */
public record GradDiff(float forget, float retain) implements ForgetRetainMethod {
    public GradDiff {
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    @Override
    public String name() {
        return "GradDiff";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of();
    }

    @Override
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.forget(), (concept, probability) -> -1);
    }
}
