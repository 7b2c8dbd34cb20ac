package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Sums;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.List;
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
 * @param alpha at least 0
 * @param beta above 0; 0.32 there
 * @param general at least 0, the weight of g
 * @param retain at least 0, 0 for none
 */
public record Tif(float alpha, float beta, float general, float retain) implements ForgetRetainMethod {
    private static final String AUTHORS = "the authors";
    private static final Setting<Float> BETA =
            Setting.above(0, "beta", "how soon the push fades").standard(0.32f, AUTHORS);
    private static final Setting<Float> GENERAL = Setting.atLeast(
                    0, "general", "weight of the words that carry no concept")
            .standard(1f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Tif> ENTRY = new MethodEntry<>(
            "tif",
            "The concept's words lose their logits to preference optimisation, general words are kept.",
            "targeted information forgetting, the authors' TOFU/dataloader.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BETA, GENERAL, RETAIN),
            values -> new Tif(values.get(ALPHA), values.get(BETA), values.get(GENERAL), values.get(RETAIN)));

    public Tif {
        BETA.check(beta);
        GENERAL.check(general);
        ForgetRetainMethod.requireWeights(alpha, retain);
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
        TokenElements tokens = TokenElements.of(terms.forget());
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
