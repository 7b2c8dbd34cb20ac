package io.github.fttp.core.method;

import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random label, for text: descent in which each label of the concept is another, drawn uniformly from the vocabulary anew in
 * each step. {@code mean of m_i l_i(random) + (1 - m_i) l_i}. Source: SalUn's (Fan et al. 2024) idea of relabelling.
 */
public record RandomLabel() implements TrainingMethod {
    /** As {@link Methods} lists it. */
    public static final MethodEntry<RandomLabel> ENTRY = new MethodEntry<>(
            "random-label",
            "Descent with labels of the concept that are drawn at random anew in each step.",
            "after SalUn (Fan et al. 2024), for text",
            Set.of(Modality.TEXT),
            List.of(),
            values -> new RandomLabel());

    @Override
    public String name() {
        return "random label";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK, Need.LABEL_TOKENS);
    }

    @Override
    public Var loss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.forget());
        Var logits = tokens.pass().logits();
        int[] random = new SplittableRandom(terms.seed())
                .ints(tokens.labels().length, 0, logits.shape().dim(1))
                .toArray();
        float[] concept = terms.weights(tokens, (carried, probability) -> carried);
        return terms.sum(
                TokenLosses.of(terms.tape(), logits, random).weighted(concept),
                terms.weighted(tokens, (carried, probability) -> 1 - carried));
    }
}
