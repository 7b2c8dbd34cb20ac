package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import java.util.Set;

/**
 * Forget the Token and Pixel: gradient ascent on the concept, gradient descent on everything else.
 *
 * <p>{@code w_i = -ascent * m_i + descent * (1 - m_i)}, normalised over all elements that count.
 *
 * @param ascent at least 0, the pull away from the concept; the authors use 0.3 to 1 for text, 30 for images
 * @param descent at least 0, the pull towards the rest; the authors use 1 for text, 55 for images
 * @see <a href="https://aclanthology.org/2025.findings-acl.630">Forget the Token and Pixel</a>
 */
public record Fttp(float ascent, float descent) implements WeightedMethod {
    public Fttp {
        Check.finiteAtLeast(0, ascent, "alpha (ascent)");
        Check.finiteAtLeast(0, descent, "beta (descent)");
    }

    @Override
    public String name() {
        return "FTTP";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK);
    }

    @Override
    public float weight(float concept, float probability) {
        return -ascent * concept + descent * (1 - concept);
    }
}
