package io.github.fttp.diffusion.method;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.List;

/** A method that trains nothing: it changes a U-Net's weights in closed form, by the states of words and without images. */
public interface UNetEdit extends UNetMethod {
    /**
     * One word that shall mean another. Both are states of the text encoder {@code [D]}, at the last token in front of the
     * end token, see {@link io.github.fttp.diffusion.pipeline.LoadedPipeline#lastState}; the authors' guide is the empty
     * prompt, for styles "art".
     */
    record Erasure(float[] concept, float[] guide) {}

    /**
     * Changes the U-Net's weights in place; those that do become trainable, and so are written in full precision.
     *
     * @param pool gives memory for weights that were mapped from a file
     * @param erasures at least one
     * @param preserved states of words that shall mean what they mean
     */
    void edit(UNet2DConditionModel unet, Pool pool, List<Erasure> erasures, List<float[]> preserved);
}
