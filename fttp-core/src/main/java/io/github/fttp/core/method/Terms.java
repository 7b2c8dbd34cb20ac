package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.loss.Weighting;

/** The parts that a method builds its loss of, in one step of a run. Weights are normalised here, the same way for all methods. */
public interface Terms {
    /** Data that the step trains on; {@link StepData#BOTH} unless the method has {@linkplain TrainingMethod#turns turns}. */
    StepData data();

    /** The step's forget batch; not in a step on retain data alone. */
    Elements forget();

    /** The step's retain batch; only for methods that need retain data, and not in a step on forget data alone. */
    Elements retain();

    /** The other answers to the step's forget batch, in its order; only for methods that need alternative answers. */
    Elements alternative();

    /** The weighting's normalised weights, one an element: for weighted sums of something else than {@code l_i}. */
    float[] weights(Elements elements, Weighting weighting);

    /**
     * How many samples the step has of the kind that these elements are a batch of, over all its batches: by this a mean
     * over samples divides, so that accumulating batches weighs as one large batch would.
     */
    int samples(Elements elements);

    /** Gives the tape that the step is computed on: for losses that are put together of autograd's operations. */
    Tape tape();

    /** Seeds everything random in the loss; another one in each batch. */
    long seed();

    /** {@code sum_i w_i l_i} with the weighting's normalised weights. */
    Var weighted(Elements elements, Weighting weighting);

    /** {@code sum_i w_i d_i}, the distance to the base model; only for methods that need one. */
    Var toBase(Elements elements, Weighting weighting);

    /** The sum of terms. */
    Var sum(Var... terms);
}
