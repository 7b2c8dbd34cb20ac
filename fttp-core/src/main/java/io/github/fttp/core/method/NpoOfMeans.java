package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Sums;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * NPO as MLLMU-Bench has it: {@code F = -(2 / beta) log sigma(beta (l - l_0))}, {@code l} the mean loss of a batch's labels and
 * {@code l_0} the base model's. {@link Npo} takes sums of sequences instead, so that the same beta means something else.
 *
 * <p>Source: MLLMU-Bench, {@code baselines/NPO.py}, and MMUnlearner after it. There all text is labelled, the prompt too, and
 * the base is another model, which was trained on the retain data alone; here it is the model as it was. Of batches that make
 * up a step each weighs by its samples.
 *
 * @param alpha at least 0
 * @param beta above 0; 0.4 there
 * @param retain at least 0, 0 for none; none there
 */
public record NpoOfMeans(float alpha, float beta, float retain) implements ForgetRetainMethod {
    private static final String AUTHORS = "MLLMU-Bench";
    private static final Setting<Float> BETA = Setting.above(0, "beta", "pull to the base model, how soon ascent fades")
            .standard(0.4f, AUTHORS);
    private static final Setting<Float> KEPT = RETAIN.standard(0f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<NpoOfMeans> ENTRY = new MethodEntry<>(
            "npo-mllmu",
            "Ascent that fades as a batch's mean loss moves away from the base model's.",
            "MLLMU-Bench (Liu et al. 2025), baselines/NPO.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BETA, KEPT),
            values -> new NpoOfMeans(values.get(ALPHA), values.get(BETA), values.get(KEPT)));

    public NpoOfMeans {
        BETA.check(beta);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "NPO of means";
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        Tape tape = terms.tape();
        TokenElements tokens = TokenElements.of(terms.forget());
        int[] labels = tokens.labels();
        float[] base = tokens.base(pass ->
                        TokenLosses.of(pass.tape(), pass.logits(), labels).vector())
                .toArray();
        double baseMean = 0;
        for (float each : base) baseMean += (double) each / base.length;
        float[] means = tokens.ones();
        for (int i = 0; i < means.length; i++) means[i] /= means.length;
        Var above = Sums.segments(tape, tokens.lossVector(), means, new int[means.length], -baseMean);
        return Preference.loss(tape, beta, (double) tokens.samples() / terms.samples(tokens), above);
    }
}
