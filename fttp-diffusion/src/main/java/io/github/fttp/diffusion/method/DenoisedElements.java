package io.github.fttp.diffusion.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.Elements;

/** Elements that a denoiser predicts, so that it can be asked about under other prompts too. */
public interface DenoisedElements extends Elements {
    /** {@code sum_i w_i (u_i - target_i)^2}, {@code u} the model's prediction. */
    Var distanceTo(Target target, float[] weights);

    /**
     * {@code sum_i w_i l_i} of the guided prediction {@code (1 + guidance) U(c) - guidance U(none)}, a gradient through both.
     */
    Var guided(float guidance, float[] weights);

    /**
     * Elements as predictions, with what only a denoiser can tell of them.
     *
     * @throws IllegalArgumentException if they are none; needs that only a denoiser offers refuse such a model in time
     */
    static DenoisedElements of(Elements elements) {
        if (elements instanceof DenoisedElements denoised) return denoised;
        throw new IllegalArgumentException("predictions of a denoiser are needed, found "
                + elements.getClass().getSimpleName());
    }
}
