package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * SatImp (Yang et al. 2025): ascent by saturation and importance. {@code F = -mean p_i^saturation (1 - p_i)^importance l_i}, no
 * gradient through the weight: neither what is forgotten already nor what is certain is pushed much.
 *
 * <p>Source: open-unlearning, {@code compute_satimp_loss}.
 *
 * @param alpha at least 0; 0.1 there
 * @param saturation at least 0, an exponent; 5 there (beta1)
 * @param importance at least 0, an exponent; 1 there (beta2)
 * @param retain at least 0, 0 for none
 */
public record SatImp(float alpha, float saturation, float importance, float retain) implements ForgetRetainMethod {
    private static final String SOURCE = "open-unlearning";
    private static final Setting<Float> WEIGHT = ALPHA.standard(0.1f, SOURCE);
    private static final Setting<Float> SATURATION = Setting.atLeast(
                    0, "saturation", "exponent of an element's probability")
            .standard(5f, SOURCE);
    private static final Setting<Float> IMPORTANCE = Setting.atLeast(
                    0, "importance", "exponent of what its probability lacks to 1")
            .standard(1f, SOURCE);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<SatImp> ENTRY = new MethodEntry<>(
            "satimp",
            "Ascent that spares what is forgotten already and what is certain.",
            "Yang et al. 2025; open-unlearning, compute_satimp_loss",
            Set.of(Modality.TEXT),
            List.of(WEIGHT, SATURATION, IMPORTANCE, RETAIN),
            values ->
                    new SatImp(values.get(WEIGHT), values.get(SATURATION), values.get(IMPORTANCE), values.get(RETAIN)));

    public SatImp {
        SATURATION.check(saturation);
        IMPORTANCE.check(importance);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "SatImp";
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
        return terms.weighted(terms.forget(), (concept, probability) ->
                (float) (-Math.pow(probability, saturation) * Math.pow(1.0 - probability, importance)));
    }
}
