package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Single image unlearning (SIU, Li et al. 2024): descent on other answers to the questions and on samples to keep, {@code CE},
 * held near to the base model by a divergence with two masks, {@code D}:
 *
 * <pre>{@code
 * alpha (CE_other + beta D_other) + retain (CE_kept + beta D_kept)
 * CE = mean l,  D = mean over labels t with K_S(t) = 1 of sum_v K_V(v) p0_t(v) log(p0_t(v) / p_t(v))
 * }</pre>
 *
 * <p>{@code K_V} is 0 at the ids of the concept's marked labels in the step's forget batch, so that nothing pulls the name
 * back; {@code K_S} is 0 at the labels of the substitute: those that another answer has and the answer to be forgotten has
 * not.
 *
 * <p>Source: the authors' {@code SIU} trainer ({@code Unlearning-LLM-papers}), both terms with weight 1. There {@code D} is a
 * cross-entropy with the base, of the same gradient; the loss here lacks a constant likewise. There it is divided by positions
 * and vocabulary, here by positions, so that its weight is that many times larger; there the prompt counts, and positions are
 * those of text without its image and not shifted by one, here they are the labels. There phrases are marked by hand.
 *
 * @param alpha at least 0, the weight of other answers
 * @param beta at least 0, the pull to the base model
 * @param retain at least 0, 0 for none
 * @see <a href="https://arxiv.org/abs/2405.12523">Single Image Unlearning</a>
 */
public record Siu(float alpha, float beta, float retain) implements ForgetRetainMethod {
    private static final String AUTHORS = "the authors";
    /** Subtracted from logits: the softmax's share is 0, and 0 times its logarithm is no NaN. */
    static final float NEVER = 1e4f;

    private static final Setting<Float> WEIGHT =
            Setting.atLeast(0, "alpha", "weight of other answers").standard(1f, AUTHORS);
    private static final Setting<Float> BETA = Setting.atLeast(0, "beta", "pull to the base model, but for the name")
            .standard(1f, AUTHORS);
    private static final Setting<Float> KEPT =
            Setting.atLeast(0, "retain", "weight of samples to keep").standard(1f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Siu> ENTRY = new MethodEntry<>(
            "siu",
            "Descent on other answers and on samples to keep, near to the base model but for the name.",
            "Li et al. 2024 (SIU), the authors' trainer",
            Set.of(Modality.TEXT),
            List.of(WEIGHT, BETA, KEPT),
            values -> new Siu(values.get(WEIGHT), values.get(BETA), values.get(KEPT)));

    public Siu {
        BETA.check(beta);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "SIU";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL, Need.LABEL_TOKENS, Need.ALTERNATIVE_ANSWERS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        TokenElements others = TokenElements.of(terms.alternative());
        return near(terms, others, kept(TokenElements.of(terms.forget()), others));
    }

    @Override
    public Var retainLoss(Terms terms) {
        TokenElements kept = TokenElements.of(terms.retain());
        return near(terms, kept, kept.ones());
    }

    /** {@code K_S}: 1 at labels that the answer of the same sample has too. */
    private static float[] kept(TokenElements forget, TokenElements others) {
        int[] labels = forget.labels();
        int[] samples = forget.sampleNumbers();
        int[] other = others.labels();
        int[] otherSamples = others.sampleNumbers();
        float[] kept = new float[other.length];
        for (int i = 0; i < kept.length; i++) {
            int at = i;
            boolean common = IntStream.range(0, labels.length)
                    .anyMatch(j -> samples[j] == otherSamples[at] && labels[j] == other[at]);
            kept[i] = common ? 1 : 0;
        }
        return kept;
    }

    private Var near(Terms terms, TokenElements tokens, float... counted) {
        Var descent = terms.weighted(tokens, (concept, probability) -> 1);
        if (beta == 0) return descent;
        Tensor target = tokens.base(TokenElements.Pass::logits);
        double[] left = withoutName(target, TokenElements.of(terms.forget()));
        double labels = 0;
        for (float each : counted) labels += each;
        // Of a distribution without the name's share, scaled to 1, times what is left: the same gradient as without it.
        float[] weights = new float[counted.length];
        for (int i = 0; i < weights.length; i++) {
            if (counted[i] > 0) weights[i] = (float) (left[i] / labels * tokens.samples() / terms.samples(tokens));
        }
        return terms.sum(descent, Elementwise.scale(terms.tape(), beta, tokens.divergenceFrom(target, weights)));
    }

    /**
     * Takes the concept's ids out of each row.
     *
     * @return the probability that is left of each
     */
    private static double[] withoutName(Tensor target, TokenElements forget) {
        float[] concept = forget.mask().concept();
        int[] labels = forget.labels();
        int[] name = IntStream.range(0, labels.length)
                .filter(i -> concept[i] > 0)
                .map(i -> labels[i])
                .distinct()
                .toArray();
        int words = target.shape().dim(1);
        double[] left = new double[target.shape().dim(0)];
        float[] row = new float[words];
        for (int i = 0; i < left.length; i++) {
            long at = (long) i * words;
            target.read(at, row, 0, words);
            left[i] = without(row, name);
            target.write(at, row, 0, words);
        }
        return left;
    }

    /** Lowers these of a row of logits out of reach, and computes the probability that the others have together. */
    private static double without(float[] row, int... ids) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : row) largest = Math.max(largest, logit);
        double all = 0;
        for (float logit : row) all += Math.exp(logit - largest);
        double gone = 0;
        for (int id : ids) {
            gone += Math.exp(row[id] - largest);
            row[id] -= NEVER;
        }
        return Math.max(0, all - gone) / all;
    }
}
