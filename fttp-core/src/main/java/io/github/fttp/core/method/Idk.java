package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * IDK (Maini et al. 2024): descent on another answer to the same question, such as "I don't know". {@code F = mean
 * l_alternative}. Each sample keeps its answer throughout a run; TOFU draws one of a hundred each time. Source: TOFU, and CLEAR's
 * {@code mm/trainer.py}.
 *
 * @param alpha at least 0
 * @param retain at least 0, 0 for none
 */
public record Idk(float alpha, float retain) implements ForgetRetainMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<Idk> ENTRY = new MethodEntry<>(
            "idk",
            "Descent on another answer to the same question, such as a refusal.",
            "TOFU (Maini et al. 2024)",
            Set.of(Modality.TEXT),
            List.of(ALPHA, RETAIN),
            values -> new Idk(values.get(ALPHA), values.get(RETAIN)));

    public Idk {
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "IDK";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.ALTERNATIVE_ANSWERS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.alternative(), (concept, probability) -> 1);
    }
}
