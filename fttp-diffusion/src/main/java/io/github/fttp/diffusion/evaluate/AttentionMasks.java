package io.github.fttp.diffusion.evaluate;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.CrossAttentionMaps;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Framing;
import java.util.List;

/** Finds where images show a concept, by a model's attention to its name in the prompt. */
public final class AttentionMasks {
    /** From which share of its largest value on a map of attention is taken for the concept. */
    private static final float THRESHOLD = 0.4f;

    private AttentionMasks() {}

    /**
     * The mask of an image that a model drew, of the image's size; empty where the prompt does not name the concept.
     *
     * @param prompt it was drawn of
     */
    public static PixelMask of(LoadedPipeline model, Image image, String prompt, Concept concept) {
        int height = image.height();
        int width = image.width();
        if (model.tokenizers().positions(prompt, concept).length == 0) return PixelMask.empty(width, height);
        int rows = height / model.vae().config().vaeScaleFactor();
        int columns = width / model.vae().config().vaeScaleFactor();
        LatentSample sample = model.sample(
                prompt,
                Shape.of(1, 3, height, width),
                ImageProcessor.stableDiffusion(height, width).process(image),
                LatentMask.of(rows, columns, new float[rows * columns]),
                model.conditioning(List.of(prompt), Framing.whole(height, width)));
        return onLatent(model, sample, prompt, concept).resized(width, height);
    }

    /** The mask of a sample on its latent; the prompt must name the concept. */
    public static PixelMask onLatent(LoadedPipeline model, LatentSample sample, String prompt, Concept concept) {
        int[] positions = model.tokenizers().positions(prompt, concept);
        return CrossAttentionMaps.of(model, sample).mask(0, THRESHOLD, positions);
    }
}
