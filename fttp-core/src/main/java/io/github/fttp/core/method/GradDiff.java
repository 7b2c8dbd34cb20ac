package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * GradDiff: ascent on the forget batch and descent on a retain batch, in one step. {@code alpha * (-mean l_forget) +
 * retain * mean l_retain}. Source: open-unlearning, {@code grad_diff.py} with the NLL retain loss.
 *
 * @param alpha at least 0; 1 there
 * @param retain at least 0; 1 there
 */
public record GradDiff(float alpha, float retain) implements ForgetRetainMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<GradDiff> ENTRY = new MethodEntry<>(
            "graddiff",
            "Ascent on the forget data and descent on the retain data, in one step.",
            "open-unlearning, grad_diff.py",
            Modality.ALL,
            List.of(ALPHA, RETAIN),
            values -> new GradDiff(values.get(ALPHA), values.get(RETAIN)));

    public GradDiff {
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "GradDiff";
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
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.forget(), (concept, probability) -> -1);
    }
}
