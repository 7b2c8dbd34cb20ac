package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * IDK (Maini et al. 2024): descent on another answer to the same question, such as "I don't know". {@code F = mean
 * l_alternative}. Each sample keeps its answer throughout a run; TOFU draws one of a hundred each time. Source: TOFU, and CLEAR's
 * {@code mm/trainer.py}.
 *
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record Idk(float forget, float retain) implements ForgetRetainMethod {
    public Idk {
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in TOFU: 1 and 1. */
    public static Idk defaults() {
        return new Idk(1, 1);
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
