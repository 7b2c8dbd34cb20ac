package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * Direct preference optimisation (Rafailov et al. 2023) of another answer over the one to forget: {@code F = -(2 / beta)
 * mean log sigma(beta (r_alternative - r_forget))} over samples, {@code r = L_0 - L} with {@code L} the sum of a sequence's
 * losses.
 *
 * <p>Source: open-unlearning, {@code compute_dpo_loss}.
 *
 * @param beta above 0; the smaller, the further from the base model
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record Dpo(float beta, float forget, float retain) implements ForgetRetainMethod {
    public Dpo {
        Check.positive(beta, "beta (pull to the base model)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: beta 0.1, weights 1 and 1. */
    public static Dpo defaults() {
        return new Dpo(0.1f, 1, 1);
    }

    @Override
    public String name() {
        return "DPO";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS, Need.ALTERNATIVE_ANSWERS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        Tape tape = terms.tape();
        Var margins = Elementwise.add(
                tape,
                Preference.aboveBase(tape, 1, terms.forget().tokens()),
                Preference.aboveBase(tape, -1, terms.alternative().tokens()));
        return Preference.loss(tape, beta, 1.0 / terms.samples(terms.forget()), margins);
    }
}
