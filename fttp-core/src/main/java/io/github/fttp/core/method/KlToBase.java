package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Ascent on the concept's elements, and on the others the distance to the model as it was: {@code -alpha m_i l_i + beta (1 -
 * m_i) KL(p0_i || p_i)}, summed and divided by the number of elements that count.
 *
 * <p>The split of {@link Fttp} with the regulariser of KL methods (TOFU's "KL") in place of descent: it keeps the base
 * model's whole distribution on the other tokens rather than raising the labels.
 *
 * @param alpha at least 0, the pull away from the concept
 * @param beta at least 0, the pull back to the base model
 */
public record KlToBase(float alpha, float beta) implements TrainingMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<KlToBase> ENTRY = new MethodEntry<>(
            "fttp-kl",
            "Ascent on the elements of the concept; the others stay as near to the base model as they can.",
            "ours, after Forget the Token and Pixel",
            Modality.ALL,
            List.of(Fttp.ALPHA, Fttp.BETA),
            values -> new KlToBase(values.get(Fttp.ALPHA), values.get(Fttp.BETA)));

    public KlToBase {
        Fttp.ALPHA.check(alpha);
        Fttp.BETA.check(beta);
    }

    @Override
    public String name() {
        return "FTTP with KL";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Var loss(Terms terms) {
        return terms.sum(
                terms.weighted(terms.forget(), (concept, probability) -> -alpha * concept),
                terms.toBase(terms.forget(), (concept, probability) -> beta * (1 - concept)));
    }
}
