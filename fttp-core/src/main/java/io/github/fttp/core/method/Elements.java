package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import java.util.Map;

/** The elements of one batch after the model's forward pass; what a model side provides to methods. */
public interface Elements {
    /** Gives what each carries and whether it counts. */
    ElementMask mask();

    /** {@code l_i}: negative log-likelihood of a label token in nats, squared error of a latent value. */
    float[] losses();

    /** The model's own probability of each: {@code exp(-l_i)}. */
    float[] probabilities();

    /** The probability of an element of which nothing is known. */
    float chance();

    /**
     * Which mention of the concept each element is a part of, numbered from 0; -1 for an element that is part of none. A name
     * of several tokens is one mention: the model knows it as far as it says all of it.
     *
     * @return one number an element, or none at all where elements make up no mentions, as with images
     */
    default int[] mentions() {
        return new int[0];
    }

    /** Which sample of the batch each element belongs to, from 0; all of one where nobody says otherwise. */
    default int[] sampleNumbers() {
        return new int[mask().size()];
    }

    /**
     * How far the model still recognises the concept: for text the share of mentions all of whose labels are among the five
     * likeliest, for images the share of samples that it predicts better under their own prompt than without one, which is a
     * classification by the model itself.
     */
    Mean recognition();

    /** Gives what else there is to tell of the batch in a run's log, by name. */
    default Map<String, Mean> figures() {
        return Map.of();
    }

    /** {@code sum_i w_i l_i}, one value. */
    Var weighted(float[] weights);

    /** {@code sum_i w_i d_i}: {@code d_i} is KL(p0 || p) for text, the squared distance of predictions for images. */
    Var distanceToBase(float[] weights);
}
