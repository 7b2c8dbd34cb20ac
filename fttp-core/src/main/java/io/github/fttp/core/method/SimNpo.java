package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Sums;
import io.github.fttp.core.autograd.Var;
import java.util.Arrays;
import java.util.Set;

/**
 * SimNPO (Fan et al. 2024): NPO without a base model, {@code F = -(2 / beta) mean log sigma(beta (L / |y| - delta))} over
 * samples, {@code L} the sum of a sequence's losses and {@code |y|} how many there are.
 *
 * <p>Source: open-unlearning, {@code simnpo.py}.
 *
 * @param beta above 0
 * @param delta at least 0, the loss a label that is aimed at, in nats
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record SimNpo(float beta, float delta, float forget, float retain) implements ForgetRetainMethod {
    public SimNpo {
        Check.positive(beta, "beta (how soon ascent fades)");
        Check.finiteAtLeast(0, delta, "delta (loss that is aimed at)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: beta 4.5, delta 0, weights 0.125 and 1. */
    public static SimNpo defaults() {
        return new SimNpo(4.5f, 0, 0.125f, 1);
    }

    /** As in the authors' own configuration for TOFU: beta 2.5, delta 0, weights 0.1375 and 1. */
    public static SimNpo authors() {
        return new SimNpo(2.5f, 0, 0.1375f, 1);
    }

    @Override
    public String name() {
        return "SimNPO";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        TokenElements tokens = terms.forget().tokens();
        float[] means = tokens.withinSequence(tokens.ones());
        double[] offsets = new double[tokens.samples()];
        Arrays.fill(offsets, -delta);
        Var margins = Sums.segments(terms.tape(), tokens.lossVector(), means, tokens.sequences(), offsets);
        return Preference.loss(terms.tape(), beta, 1.0 / terms.samples(terms.forget()), margins);
    }
}
