package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Weighted gradient ascent (Wang et al. 2025): the less probable an element has become, the less it is pushed. {@code F =
 * -mean p_i^exponent l_i}, no gradient through the weight.
 *
 * <p>Source: open-unlearning, {@code compute_wga_loss}.
 *
 * @param alpha at least 0
 * @param exponent at least 0; 0 is plain ascent
 * @param retain at least 0, 0 for none
 */
public record Wga(float alpha, float exponent, float retain) implements ForgetRetainMethod {
    private static final Setting<Float> EXPONENT = Setting.atLeast(
                    0, "exponent", "of an element's probability, which its ascent is multiplied by")
            .standard(1f, "open-unlearning");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Wga> ENTRY = new MethodEntry<>(
            "wga",
            "Ascent that fades with an element's probability.",
            "Wang et al. 2025; open-unlearning, compute_wga_loss",
            Set.of(Modality.TEXT),
            List.of(ALPHA, EXPONENT, RETAIN),
            values -> new Wga(values.get(ALPHA), values.get(EXPONENT), values.get(RETAIN)));

    public Wga {
        EXPONENT.check(exponent);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "WGA";
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
        return terms.weighted(terms.forget(), (concept, probability) -> -(float) Math.pow(probability, exponent));
    }
}
