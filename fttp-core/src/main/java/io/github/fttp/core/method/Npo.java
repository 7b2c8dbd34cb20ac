package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Negative preference optimisation (Zhang et al. 2024): {@code F = -(2 / beta) mean log sigma(-beta r)} over samples,
 * {@code r = L_0 - L} with {@code L} the sum of a sequence's losses. Ascent that fades as a sequence moves away from the
 * base model.
 *
 * <p>Source: open-unlearning, {@code compute_dpo_loss} without a winner. MLLMU-Bench's NPO has {@code r} of the batch's
 * mean loss: not the same beta.
 *
 * @param alpha at least 0
 * @param beta above 0; the larger, the sooner it fades
 * @param retain at least 0, 0 for none
 */
public record Npo(float alpha, float beta, float retain) implements ForgetRetainMethod {
    private static final Setting<Float> BETA = Setting.above(0, "beta", "pull to the base model, how soon ascent fades")
            .standard(0.1f, "open-unlearning");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Npo> ENTRY = new MethodEntry<>(
            "npo",
            "Ascent that fades as an answer moves away from the base model.",
            "Zhang et al. 2024; open-unlearning, compute_dpo_loss",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BETA, RETAIN),
            values -> new Npo(values.get(ALPHA), values.get(BETA), values.get(RETAIN)));

    public Npo {
        BETA.check(beta);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "NPO";
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        Tape tape = terms.tape();
        Var margins = Preference.aboveBase(tape, 1, TokenElements.of(terms.forget()));
        return Preference.loss(tape, beta, 1.0 / terms.samples(terms.forget()), margins);
    }
}
