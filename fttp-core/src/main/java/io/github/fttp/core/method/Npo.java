package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * Negative preference optimisation (Zhang et al. 2024): {@code F = -(2 / beta) mean log sigma(-beta r)} over samples,
 * {@code r = L_0 - L} with {@code L} the sum of a sequence's losses. Ascent that fades as a sequence moves away from the
 * base model.
 *
 * <p>Source: open-unlearning, {@code compute_dpo_loss} without a winner. MLLMU-Bench's NPO has {@code r} of the batch's
 * mean loss: not the same beta.
 *
 * @param beta above 0; the larger, the sooner it fades
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record Npo(float beta, float forget, float retain) implements ForgetRetainMethod {
    public Npo {
        Check.positive(beta, "beta (how soon ascent fades)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: beta 0.1, weights 1 and 1. */
    public static Npo defaults() {
        return new Npo(0.1f, 1, 1);
    }

    @Override
    public String name() {
        return "NPO";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        Tape tape = terms.tape();
        Var margins = Preference.aboveBase(tape, 1, terms.forget().tokens());
        return Preference.loss(tape, beta, 1.0 / terms.samples(terms.forget()), margins);
    }
}
