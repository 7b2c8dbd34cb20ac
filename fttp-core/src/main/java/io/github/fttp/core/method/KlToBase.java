package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Var;
import java.util.Set;

/**
 * Ascent on the concept's elements, and on the others the distance to the model as it was: {@code -ascent m_i l_i +
 * keep (1 - m_i) KL(p0_i || p_i)}, summed and divided by the number of elements that count.
 *
 * <p>The split of {@link Fttp} with the regulariser of KL methods (TOFU's "KL") in place of descent: it keeps the base
 * model's whole distribution on the other tokens rather than raising the labels.
 *
 * @param ascent at least 0, the pull away from the concept
 * @param keep at least 0, the pull back to the base model
 */
public record KlToBase(float ascent, float keep) implements UnlearningMethod {
    public KlToBase {
        Check.finiteAtLeast(0, ascent, "alpha (ascent)");
        Check.finiteAtLeast(0, keep, "beta (pull to the base model)");
    }

    @Override
    public String name() {
        return "KL";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL);
    }

    @Override
    public Var loss(Terms terms) {
        return terms.sum(
                terms.weighted(terms.forget(), (concept, probability) -> -ascent * concept),
                terms.toBase(terms.forget(), (concept, probability) -> keep * (1 - concept)));
    }
}
