package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import java.util.Set;

/**
 * {@link Fttp} with an end to its ascent: what of the concept is less probable than {@code floor} already is not pushed any
 * further, so that the loss can't run away. {@code w_i = -ascent * m_i [p_i >= floor] + descent * (1 - m_i)}, normalised as
 * there: elements that are not pushed any more still count.
 *
 * <p>Not in the paper. Of a picture's values {@code p = exp(-squared error)}: a floor of {@code exp(-e)} ends the ascent where
 * the squared error is above {@code e}.
 *
 * @param ascent at least 0, the pull away from the concept
 * @param descent at least 0, the pull towards the rest
 * @param floor in {@code [0, 1)}, the probability to stop at; with 0 it is {@link Fttp}
 */
public record BoundedFttp(float ascent, float descent, float floor) implements WeightedMethod {
    public BoundedFttp {
        Check.finiteAtLeast(0, ascent, "alpha (ascent)");
        Check.finiteAtLeast(0, descent, "beta (descent)");
        Check.inHalfOpen(0, 1, floor, "floor (probability to stop at)");
    }

    /** Down to chance: the probability of a token of which nothing is known, one in {@code vocabulary}. */
    public static BoundedFttp toChance(float ascent, float descent, int vocabulary) {
        Check.atLeast(2, vocabulary, "vocabulary");
        return new BoundedFttp(ascent, descent, 1f / vocabulary);
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
    public float weight(float concept, float probability) {
        float push = probability < floor ? 0 : ascent;
        return -push * concept + descent * (1 - concept);
    }
}
