package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Sums;
import io.github.fttp.core.autograd.Var;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * SimNPO (Fan et al. 2024): NPO without a base model, {@code F = -(2 / beta) mean log sigma(beta (L / |y| - delta))} over
 * samples, {@code L} the sum of a sequence's losses and {@code |y|} how many there are.
 *
 * <p>Source: open-unlearning, {@code simnpo.py}.
 *
 * @param alpha at least 0; 0.125 there, 0.1375 in the authors' configuration for TOFU
 * @param beta above 0; 4.5 there, 2.5 in the authors' configuration
 * @param delta at least 0, the loss of a label that is aimed at, in nats
 * @param retain at least 0, 0 for none
 */
public record SimNpo(float alpha, float beta, float delta, float retain) implements ForgetRetainMethod {
    private static final String SOURCE = "open-unlearning";
    private static final Setting<Float> WEIGHT = ALPHA.standard(0.125f, SOURCE);
    private static final Setting<Float> BETA =
            Setting.above(0, "beta", "how soon ascent fades").standard(4.5f, SOURCE);
    private static final Setting<Float> DELTA = Setting.atLeast(0, "delta", "loss of a label that is aimed at, nats")
            .standard(0f, SOURCE);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<SimNpo> ENTRY = new MethodEntry<>(
            "simnpo",
            "NPO without a base model, by the mean loss of an answer.",
            "Fan et al. 2024; open-unlearning, simnpo.py",
            Set.of(Modality.TEXT),
            List.of(WEIGHT, BETA, DELTA, RETAIN),
            values -> new SimNpo(values.get(WEIGHT), values.get(BETA), values.get(DELTA), values.get(RETAIN)));

    public SimNpo {
        BETA.check(beta);
        DELTA.check(delta);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "SimNPO";
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.forget());
        float[] means = tokens.withinSequence(tokens.ones());
        double[] offsets = new double[tokens.samples()];
        Arrays.fill(offsets, -delta);
        Var margins = Sums.segments(terms.tape(), tokens.lossVector(), means, tokens.sampleNumbers(), offsets);
        return Preference.loss(terms.tape(), beta, 1.0 / terms.samples(terms.forget()), margins);
    }
}
