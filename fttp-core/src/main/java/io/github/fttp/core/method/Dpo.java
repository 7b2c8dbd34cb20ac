package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Direct preference optimisation (Rafailov et al. 2023) of another answer over the one to forget: {@code F = -(2 / beta)
 * mean log sigma(beta (r_alternative - r_forget))} over samples, {@code r = L_0 - L} with {@code L} the sum of a sequence's
 * losses.
 *
 * <p>Source: open-unlearning, {@code compute_dpo_loss}.
 *
 * @param alpha at least 0
 * @param beta above 0; the smaller, the further from the base model
 * @param retain at least 0, 0 for none
 */
public record Dpo(float alpha, float beta, float retain) implements ForgetRetainMethod {
    private static final Setting<Float> BETA =
            Setting.above(0, "beta", "pull to the base model").standard(0.1f, "open-unlearning");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Dpo> ENTRY = new MethodEntry<>(
            "dpo",
            "Another answer, such as a refusal, is preferred to the one to forget.",
            "Rafailov et al. 2023; open-unlearning, compute_dpo_loss",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BETA, RETAIN),
            values -> new Dpo(values.get(ALPHA), values.get(BETA), values.get(RETAIN)));

    public Dpo {
        BETA.check(beta);
        ForgetRetainMethod.requireWeights(alpha, retain);
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
                Preference.aboveBase(tape, 1, TokenElements.of(terms.forget())),
                Preference.aboveBase(tape, -1, TokenElements.of(terms.alternative())));
        return Preference.loss(tape, beta, 1.0 / terms.samples(terms.forget()), margins);
    }
}
