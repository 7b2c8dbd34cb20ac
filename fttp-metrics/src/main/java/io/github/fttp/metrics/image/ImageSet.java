package io.github.fttp.metrics.image;

import java.util.List;

/**
 * A data set of images.
 *
 * @param images whose noise a model is to find; may be empty
 * @param prompts of which it is to draw; may be empty
 * @param <I> an image with prompt and mask, as the model takes it
 */
public record ImageSet<I>(List<I> images, List<DrawingPrompt> prompts) {
    public ImageSet {
        images = List.copyOf(images);
        prompts = List.copyOf(prompts);
    }
}
