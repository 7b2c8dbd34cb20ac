package io.github.fttp.metrics;

import io.github.fttp.core.mask.Concept;

/**
 * The arguments of a metric: the model on one data set, and what it may be compared with.
 *
 * @param set whose measurement is asked for; {@link DataSet#OVERALL} for all together
 * @param model all observations of the model in question
 * @param before those of the model as it was; empty where it is not known
 * @param reference those of a model that was never trained on the data to forget; empty where there is none
 */
public record Observed<O>(DataSet set, Observations<O> model, Observations<O> before, Observations<O> reference) {
    /** The concept in question. */
    public Concept concept() {
        return model.concept();
    }

    /** The model on this set. */
    public O now() {
        return model.of(set);
    }

    /** The model as it was, on this set. */
    public O then() {
        return before.of(set);
    }
}
