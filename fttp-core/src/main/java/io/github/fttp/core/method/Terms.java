package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.loss.Weighting;

/** What a method builds its loss of, in one step of a run. Weights are normalised here, the same way for all methods. */
public interface Terms {
    /** The step's forget batch. */
    Elements forget();

    /** The step's retain batch; only for methods that need retain data. */
    Elements retain();

    /** {@code sum_i w_i l_i} with the weighting's normalised weights. */
    Var weighted(Elements elements, Weighting weighting);

    /** {@code sum_i w_i d_i}, the distance to the base model; only for methods that need one. */
    Var toBase(Elements elements, Weighting weighting);

    /** {@code sum_i w_i (u_i - target_i)^2}, the distance of predictions to others, see {@link Target}. */
    Var toTarget(Elements elements, Target target, Weighting weighting);

    /** {@code sum_i w_i l_i} of the prediction with guidance, see {@link GuidedAscent}. */
    Var guided(Elements elements, float guidance, Weighting weighting);

    /** The sum of terms. */
    Var sum(Var... terms);
}
