package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * {@link Fttp} with an end to its ascent: what of the concept is less probable than chance already is not pushed any further,
 * so that the loss can't run away. {@code w_i = -alpha * m_i [p_i >= floor * chance] + beta * (1 - m_i)}, normalised as there:
 * elements that are not pushed any more still count. Chance is {@link Elements#chance}: the probability of a token of which
 * nothing is known, one in the vocabulary; of an image's values {@code exp(-1)}, the squared error of a model that knows
 * nothing. Not in the paper.
 *
 * @param alpha at least 0, the pull away from the concept
 * @param beta at least 0, the pull towards the rest
 * @param floor at least 0, the probability to stop at, as a multiple of chance; with 0 it is {@link Fttp}
 */
public record BoundedFttp(float alpha, float beta, float floor) implements TrainingMethod {
    private static final Setting<Float> FLOOR = Setting.atLeast(
                    0, "floor", "probability at which ascent ends, as a multiple of chance")
            .standard(1f, "ours");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<BoundedFttp> ENTRY = new MethodEntry<>(
            "fttp-bounded",
            "FTTP whose ascent on an element ends once that is no likelier than chance.",
            "ours, after Forget the Token and Pixel",
            Modality.ALL,
            List.of(Fttp.ALPHA, Fttp.BETA, FLOOR),
            values -> new BoundedFttp(values.get(Fttp.ALPHA), values.get(Fttp.BETA), values.get(FLOOR)));

    public BoundedFttp {
        Fttp.ALPHA.check(alpha);
        Fttp.BETA.check(beta);
        FLOOR.check(floor);
    }

    /** Down to chance. */
    public static BoundedFttp toChance(float alpha, float beta) {
        return new BoundedFttp(alpha, beta, 1);
    }

    @Override
    public String name() {
        return "bounded FTTP";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Var loss(Terms terms) {
        float least = floor * terms.forget().chance();
        return terms.weighted(terms.forget(), (concept, probability) -> {
            float push = probability < least ? 0 : alpha;
            return -push * concept + beta * (1 - concept);
        });
    }
}
