package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Ascent on the concept's tokens that is added to ordinary fine-tuning, as a variant in the authors' code has it: {@code beta mean
 * l_t - alpha sum m_t l_t}. The second part is a sum and no mean: unlike {@link Fttp}'s ascent it does not weaken as answers get
 * longer, but grows with the batch. The first part counts the concept's tokens too.
 *
 * <p>Source: the authors' {@code llava_trainer.py}, where it is commented out; there the second part scores each label by the
 * logits of its own position, which have seen it, in place of the position before.
 *
 * @param alpha at least 0, the pull away from the concept; 1 there
 * @param beta at least 0, the pull towards all of the answer; 1 there
 */
public record AddedAscent(float alpha, float beta) implements TrainingMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<AddedAscent> ENTRY = new MethodEntry<>(
            "fttp-added",
            "Fine-tuning with ascent on the concept's tokens added, as a sum over tokens.",
            "Forget the Token and Pixel, a variant in llava_trainer.py",
            Set.of(Modality.TEXT),
            List.of(Fttp.ALPHA, Fttp.BETA),
            values -> new AddedAscent(values.get(Fttp.ALPHA), values.get(Fttp.BETA)));

    public AddedAscent {
        Fttp.ALPHA.check(alpha);
        Fttp.BETA.check(beta);
    }

    @Override
    public String name() {
        return "added ascent";
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
        Elements forget = terms.forget();
        float[] ascent = forget.mask().concept();
        boolean[] counts = forget.mask().counts();
        for (int i = 0; i < ascent.length; i++) ascent[i] = counts[i] ? -alpha * ascent[i] : 0;
        return terms.sum(terms.weighted(forget, (concept, probability) -> beta), forget.weighted(ascent));
    }
}
