package io.github.fttp.core.loss;

import io.github.fttp.core.mask.ElementMask;

/**
 * Signed weights from a mask: {@code w_i = weight(m_i, p_i) / Z} where element i counts, 0 elsewhere.
 *
 * <p>{@code Z} is the number of all elements that count, the concept's and the rest, so that the weighted sum of losses is a
 * mean over the batch, as in FTTP: ascent weakens as the concept's share falls.
 */
public final class SplitWeights {
    private SplitWeights() {}

    /** Weights of one batch that is an optimiser step by itself. */
    public static float[] of(Weighting weighting, ElementMask mask, float[] probabilities) {
        return of(weighting, mask, probabilities, mask.counted());
    }

    /**
     * Weights of one of several batches that make up an optimiser step.
     *
     * @param probabilities the model's own, one an element; not looked at where the element does not count
     * @param counted number of elements that count in all batches of the step, so that accumulating them weighs as one large
     *     batch would
     * @return one weight an element; all 0 where nothing counts
     */
    public static float[] of(Weighting weighting, ElementMask mask, float[] probabilities, int counted) {
        if (probabilities.length != mask.size()) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + mask.size() + " elements");
        }
        float[] concept = mask.concept();
        boolean[] counts = mask.counts();
        float[] weights = new float[concept.length];
        for (int i = 0; i < weights.length; i++) {
            if (counts[i]) weights[i] = (float) (weighting.weight(concept[i], probabilities[i]) / (double) counted);
        }
        return weights;
    }
}
