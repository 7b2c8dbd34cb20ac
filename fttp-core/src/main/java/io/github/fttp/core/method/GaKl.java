package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * GA+KL, TOFU's "KL": ascent on the forget batch, and on a retain batch the distance to the model as it was: {@code alpha
 * * (-mean l_forget) + retain * mean KL(p0 || p)}.
 *
 * <p>Source: open-unlearning, {@code grad_diff.py} with the KL retain loss; it divides that by all positions, prompt and
 * padding included, here it is a mean over the retain batch's labels.
 *
 * @param alpha at least 0
 * @param retain at least 0
 */
public record GaKl(float alpha, float retain) implements ForgetRetainMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<GaKl> ENTRY = new MethodEntry<>(
            "ga-kl",
            "Ascent on the forget data; on the retain data the model stays near to the base model.",
            "TOFU (Maini et al. 2024); open-unlearning, grad_diff.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, RETAIN),
            values -> new GaKl(values.get(ALPHA), values.get(RETAIN)));

    public GaKl {
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "GA+KL";
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
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
