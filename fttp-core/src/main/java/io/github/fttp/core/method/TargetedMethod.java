package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.EnumSet;
import java.util.Set;

/**
 * A method of pictures that pulls the predictions of forget data to others, and trains on retain data beside where it has
 * a share in the loss: {@code mean (U(x_t, t, c) - sg target)^2 + keep * mean l_retain}. Without that share no retain data
 * are needed.
 */
public interface TargetedMethod extends TrainingMethod {
    /** What the predictions of forget data shall be. */
    Target target();

    /** The share of retain data in the loss, at least 0. */
    float keep();

    @Override
    default Set<Need> needs() {
        Set<Need> needs = EnumSet.copyOf(target().needs());
        if (keep() > 0) needs.add(Need.RETAIN_DATA);
        return needs;
    }

    @Override
    default Var loss(Terms terms) {
        Var pull = terms.toTarget(terms.forget(), target(), (concept, probability) -> 1);
        if (keep() == 0) return pull;
        return terms.sum(pull, terms.weighted(terms.retain(), (concept, probability) -> keep()));
    }
}
