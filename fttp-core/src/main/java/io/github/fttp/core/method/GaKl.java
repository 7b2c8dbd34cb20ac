package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * GA+KL, TOFU's "KL": ascent on the forget batch, and on a retain batch the distance to the model as it was: {@code forget
 * * (-mean l_forget) + retain * mean KL(p0 || p)}.
 *
 * <p>Source: open-unlearning, {@code grad_diff.py} with the KL retain loss; it divides that by all positions, prompt and
 * padding included, here it is a mean over the retain batch's labels.
 *
 * @param forget at least 0
 * @param retain at least 0
 */
public record GaKl(float forget, float retain) implements ForgetRetainMethod {
    public GaKl {
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: 1 and 1. */
    public static GaKl defaults() {
        return new GaKl(1, 1);
    }

    @Override
    public String name() {
        return "GA+KL";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of();
    }

    @Override
    public Set<Need> retainNeeds() {
        return Set.of(Need.RETAIN_DATA, Need.BASE_MODEL);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.forget(), (concept, probability) -> -1);
    }

    @Override
    public Var retainLoss(Terms terms) {
        return terms.toBase(terms.retain(), (concept, probability) -> 1);
    }
}
