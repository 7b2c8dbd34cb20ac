package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;

/** A method that trains: a loss that is minimised. The same object serves text and images, unless its needs name one. */
public interface TrainingMethod extends UnlearningMethod {
    /** The loss of one step. */
    Var loss(Terms terms);

    /**
     * Whether the loss pushes the concept's elements away, step after step: then a run is best ended once the concept is no
     * likelier than chance, for going on costs other knowledge only.
     */
    default boolean ascends() {
        return false;
    }

    /**
     * Gives the factor of the change that training made to the weights at the end of a run: {@code theta_0 + s (theta -
     * theta_0)}. 1, which leaves it, unless the method is a {@link TaskVector} or the like.
     */
    default float changeScale() {
        return 1;
    }

    /**
     * How many numbers it keeps for the way back of a feed-forward layer with an adapter, beside those of the model's own
     * way back: for a forecast of memory.
     *
     * @param positions in the batch
     * @param in values that the layer is given at each
     * @param out values that it gives
     */
    default long keptBeside(long positions, int in, int out, int rank) {
        return 0;
    }

    /**
     * Gives the order in which it goes through its data; both kinds together unless the method says otherwise.
     *
     * @param forget steps that a pass over the forget data takes
     * @param retain steps that a pass over the retain data takes; 0 without any
     */
    default Turns turns(int forget, int retain) {
        return Turns.together(forget);
    }
}
