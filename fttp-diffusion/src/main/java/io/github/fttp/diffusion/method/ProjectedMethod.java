package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.optim.StepProjection;
import io.github.fttp.diffusion.unet.UNetPart;

/**
 * A method that trains keys and values of cross-attention by steps that it projects. The loss alone does not: who makes a run gives
 * {@link #projection} to {@link io.github.fttp.diffusion.train.TrainableUNet#projected}.
 */
public interface ProjectedMethod extends TrainingMethod, UNetMethod {
    /**
     * Gives the projection of each step.
     *
     * @param words the mean of {@code c c^T} over states {@code c} of the text encoder for words other than the concept's, {@code [D, D]}
     */
    StepProjection projection(double[][] words);

    @Override
    default UNetPart part() {
        return UNetPart.WORD_KEYS_AND_VALUES;
    }
}
