package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Sums;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.Set;
import java.util.function.Function;

/**
 * Targeted information forgetting by targeted preference optimisation (TIF, TPO): {@code F = -(2 / beta) log sigma(beta d)
 * + general * g}. Unwanted words are the concept's labels. {@code d} is what their logits {@code z_i[y_i]} have lost against
 * the base model, averaged in each sample that has some and then over those samples; {@code g} is the mean over samples of
 * the sum of the other labels' losses.
 *
 * <p>{@code d} stands inside of the logarithm, so it is each batch's own where several make up a step, as in the authors'
 * code; batches count by their samples. A batch without unwanted words adds a constant.
 *
 * <p>Source: the authors' {@code TOFU/dataloader.py}, {@code tpo_grad_diff}.
 *
 * @param beta above 0
 * @param general at least 0, the weight of g
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record Tif(float beta, float general, float forget, float retain) implements ForgetRetainMethod {
    public Tif {
        Check.positive(beta, "beta (how soon the push fades)");
        Check.finiteAtLeast(0, general, "weight of the general words");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As the authors have it: beta 0.32, everything else 1. */
    public static Tif defaults() {
        return new Tif(0.32f, 1, 1, 1);
    }

    @Override
    public String name() {
        return "TIF";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        TokenElements tokens = terms.forget().tokens();
        double samples = terms.samples(terms.forget());
        Var unwanted = Preference.loss(terms.tape(), beta, tokens.samples() / samples, lost(terms.tape(), tokens));
        float[] concept = tokens.mask().concept();
        float[] weights = new float[concept.length];
        for (int i = 0; i < weights.length; i++) weights[i] = (float) (general * (1 - concept[i]) / samples);
        return terms.sum(unwanted, tokens.weighted(weights));
    }

    /** {@code d}, {@code [1]}. */
    private static Var lost(Tape tape, TokenElements tokens) {
        int[] labels = tokens.labels();
        Function<TokenElements.Pass, Var> logits = pass -> Rows.pick(pass.tape(), pass.logits(), labels);
        float[] base = tokens.base(logits).toArray();
        float[] weights = tokens.withinSequence(tokens.mask().concept());
        double with = 0; // the parts of a sequence sum to 1 if it has unwanted words
        for (float each : weights) with += each;
        double before = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] == 0) continue;
            before += weights[i] / with * base[i];
            weights[i] /= (float) -with;
        }
        return Sums.segments(tape, logits.apply(tokens.pass()), weights, new int[weights.length], before);
    }
}
