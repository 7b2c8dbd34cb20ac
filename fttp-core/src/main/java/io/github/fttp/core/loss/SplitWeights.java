package io.github.fttp.core.loss;

import io.github.fttp.core.mask.ElementMask;

/**
 * Signed weights from a mask: {@code w_i = weight(m_i, p_i) / Z} where element i counts, 0 elsewhere.
 *
 * <p>{@code Z} is the number of counted elements, so that the weighted sum of losses is a mean over the batch, as in FTTP.
 */
public final class SplitWeights {
    private SplitWeights() {}

    /** Weights of one batch that is an optimiser step by itself. */
    public static float[] of(
            Weighting weighting, ElementMask mask, float[] probabilities, Normalisation normalisation) {
        return of(weighting, mask, probabilities, normalisation, mask.totals());
    }

    /**
     * Weights of one of several batches that make up an optimiser step.
     *
     * @param probabilities the model's own, one an element; not looked at where the element does not count
     * @param totals over all batches of the step, so that accumulating them weighs as one large batch would
     * @return one weight an element; all 0 where nothing counts
     */
    public static float[] of(
            Weighting weighting,
            ElementMask mask,
            float[] probabilities,
            Normalisation normalisation,
            ElementMask.Counts totals) {
        if (probabilities.length != mask.size()) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + mask.size() + " elements");
        }
        float[] concept = mask.concept();
        boolean[] counts = mask.counts();
        float[] weights = new float[concept.length];
        for (int i = 0; i < weights.length; i++) {
            if (!counts[i]) continue;
            float m = concept[i];
            float p = probabilities[i];
            weights[i] = (float)
                    switch (normalisation) {
                        case ALL_COUNTED -> weighting.weight(m, p) / totals.counted();
                        case BY_PART ->
                            part(m, totals.concept()) * weighting.weight(1, p)
                                    + part(1 - m, totals.rest()) * weighting.weight(0, p);
                    };
        }
        return weights;
    }

    private static double part(double share, double total) {
        return share == 0 ? 0 : share / total;
    }
}
