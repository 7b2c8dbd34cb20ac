package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Ascent on whole answers that are held near to the base model, as a variant in the authors' code has it:
 * {@code beta mean_t H(p0_t, p_t) - alpha mean l_t}, {@code H(p0, p) = -sum_v p0(v) log p(v)} the cross-entropy with the
 * base model's distribution. It takes no concept mask.
 *
 * <p>The loss that is reported has KL(p0 || p) for H, which is less by the base's entropy, a constant: it is 0 at the base, and the
 * gradients are the same. Source: the authors' {@code llava_trainer.py} ({@code compute_kl_loss}), where it is commented out; there
 * the mean is over all positions, prompt and padding too, and the base sees no image; here it is over labels, with images.
 *
 * @param alpha at least 0, the pull away from the answers; 0.8 or 0.3 there, 1 in {@code llava_trainer_new.py}
 * @param beta at least 0, the pull to the base model; 1 there
 */
public record CrossEntropyToBase(float alpha, float beta) implements TrainingMethod {
    private static final String AUTHORS = "the authors";
    private static final Setting<Float> ALPHA =
            Setting.atLeast(0, "alpha", "pull away from the answers").standard(0.8f, AUTHORS);
    private static final Setting<Float> BETA =
            Setting.atLeast(0, "beta", "pull to the base model").standard(1f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<CrossEntropyToBase> ENTRY = new MethodEntry<>(
            "fttp-cross-entropy",
            "Ascent on whole answers, held near to the base model by a cross-entropy.",
            "Forget the Token and Pixel, a variant in llava_trainer.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BETA),
            values -> new CrossEntropyToBase(values.get(ALPHA), values.get(BETA)));

    public CrossEntropyToBase {
        ALPHA.check(alpha);
        BETA.check(beta);
    }

    @Override
    public String name() {
        return "cross-entropy to the base";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.BASE_MODEL);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Var loss(Terms terms) {
        return terms.sum(
                terms.toBase(terms.forget(), (concept, probability) -> beta),
                terms.weighted(terms.forget(), (concept, probability) -> -alpha));
    }
}
