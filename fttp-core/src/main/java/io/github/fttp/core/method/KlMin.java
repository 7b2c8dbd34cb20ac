package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * KL-Min in the two passes of MLLMU-Bench: an epoch first ascends on all forget batches, {@code -alpha mean l}, and then
 * descends on all retain batches, {@code mean l + beta mean_s sum_t KL(p0_t || p_t)} over the labels {@code t} of each sample
 * {@code s}. {@link GaKl} is its relative with both in each step.
 *
 * <p>Source: MLLMU-Bench, {@code baselines/KL_Min.py}, whose {@code batchmean} divides the sum over a batch's positions by its
 * samples, so that long answers weigh more; there the prompt and padding count too, here labels alone.
 *
 * @param alpha at least 0; 1 there
 * @param beta at least 0, the pull of retain data to the base model; 1 there
 */
public record KlMin(float alpha, float beta) implements TrainingMethod {
    private static final String AUTHORS = "MLLMU-Bench";
    private static final Setting<Float> ALPHA =
            Setting.atLeast(0, "alpha", "weight of ascent on forget data").standard(1f, AUTHORS);
    private static final Setting<Float> BETA =
            Setting.atLeast(0, "beta", "pull of retain data to the base model").standard(1f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<KlMin> ENTRY = new MethodEntry<>(
            "kl-min",
            "Ascent on all forget data, then descent and nearness to the base model on all retain data, in turn.",
            "MLLMU-Bench (Liu et al. 2025), baselines/KL_Min.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BETA),
            values -> new KlMin(values.get(ALPHA), values.get(BETA)));

    public KlMin {
        ALPHA.check(alpha);
        BETA.check(beta);
    }

    @Override
    public String name() {
        return "KL-Min";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.RETAIN_DATA, Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Turns turns(int forget, int retain) {
        return new Turns(forget, retain, 1);
    }

    @Override
    public Var loss(Terms terms) {
        if (terms.data() == StepData.FORGET) {
            return terms.weighted(terms.forget(), (concept, probability) -> -alpha);
        }
        TokenElements kept = TokenElements.of(terms.retain());
        float[] shares = kept.ones();
        Arrays.fill(shares, beta / terms.samples(kept));
        return terms.sum(
                terms.weighted(kept, (concept, probability) -> 1),
                kept.divergenceFrom(kept.base(TokenElements.Pass::logits), shares));
    }
}
