package io.github.fttp.core.method;

import java.util.List;
import java.util.Set;

/**
 * Forget the Token and Pixel: gradient ascent on the concept, gradient descent on everything else.
 *
 * <p>{@code w_i = -alpha * m_i + beta * (1 - m_i)}, normalised over all elements that count.
 *
 * @param alpha at least 0, the pull away from the concept; the authors use 0.3 to 1 for text, 30 for images
 * @param beta at least 0, the pull towards the rest; the authors use 1 for text, 55 for images
 * @see <a href="https://aclanthology.org/2025.findings-acl.630">Forget the Token and Pixel</a>
 */
public record Fttp(float alpha, float beta) implements WeightedMethod {
    private static final String AUTHORS = "the authors";
    /** Shared by the methods that split a batch in two. */
    static final Setting<Float> ALPHA = Setting.atLeast(0, "alpha", "pull away from the concept")
            .standard(Modality.TEXT, 1f, AUTHORS)
            .standard(Modality.IMAGE, 30f, AUTHORS);
    /** Likewise. */
    static final Setting<Float> BETA = Setting.atLeast(0, "beta", "pull towards the rest")
            .standard(Modality.TEXT, 1f, AUTHORS)
            .standard(Modality.IMAGE, 55f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Fttp> ENTRY = new MethodEntry<>(
            "fttp",
            "Ascent on the elements of the concept, descent on all others.",
            "Forget the Token and Pixel (Findings of ACL 2025)",
            Modality.ALL,
            List.of(ALPHA, BETA),
            values -> new Fttp(values.get(ALPHA), values.get(BETA)));

    public Fttp {
        ALPHA.check(alpha);
        BETA.check(beta);
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
        return -alpha * concept + beta * (1 - concept);
    }
}
