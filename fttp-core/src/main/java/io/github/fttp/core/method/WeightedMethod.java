package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.loss.Weighting;
import java.util.Set;

/** A method that is nothing but a signed weight for each element of the forget batch. */
public interface WeightedMethod extends TrainingMethod, Weighting {
    @Override
    default Set<Need> needs() {
        return Set.of();
    }

    @Override
    default Var loss(Terms terms) {
        return terms.weighted(terms.forget(), this);
    }

    @Override
    default boolean ascends() {
        return weight(1, 0.5f) < 0;
    }
}
