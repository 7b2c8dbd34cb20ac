package io.github.fttp.metrics;

import io.github.fttp.core.mask.Concept;
import java.util.Set;

/**
 * A model with a concept in question, as it is at the moment: what a family of models implements to be measured.
 *
 * @param <D> the samples of a data set as the family takes them
 * @param <O> what is observed of the model on such a set: plain values, which stay when the model changes or closes
 */
public interface Subject<D, O> {
    /** The concept that is to be forgotten. */
    Concept concept();

    /**
     * Observes the model on one set.
     *
     * @param what to observe; the rest stays empty
     */
    O observe(D data, Set<Requirement> what);

    /**
     * Likewise, beside the observation of the model before, for what depends on it.
     *
     * @param before of the same data
     */
    default O observe(D data, Set<Requirement> what, O before) {
        return observe(data, what);
    }
}
