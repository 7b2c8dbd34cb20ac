package io.github.fttp.examples.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.CrossAttentionMaps;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.metrics.image.BackgroundDistance;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model draws of prompts that name a concept before anything is changed.
 *
 * @param images one a prompt
 * @param masks where they show the concept, as far as the model's attention to its name tells
 */
record Untouched(List<Image> images, List<PixelMask> masks) {
    /** From which share of its largest value on a map of attention is taken for the concept. */
    private static final float THRESHOLD = 0.4f;

    /**
     * Finds the masks.
     *
     * @param model that drew the images
     * @param prompts they were drawn of; each names the concept
     */
    static Untouched of(LoadedPipeline model, List<Image> images, List<String> prompts, Concept concept) {
        List<PixelMask> masks = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            PixelMask looked = looks(model, sample(model, image, prompts.get(i)), prompts.get(i), concept);
            masks.add(looked.resized(image.width(), image.height()));
        }
        return new Untouched(images, masks);
    }

    private static LatentSample sample(LoadedPipeline model, Image image, String prompt) {
        int height = image.height();
        int width = image.width();
        int vaeScaleFactor = model.vae().config().vaeScaleFactor();
        int rows = height / vaeScaleFactor;
        int columns = width / vaeScaleFactor;
        return model.sample(
                prompt,
                Shape.of(1, 3, height, width),
                ImageProcessor.stableDiffusion(height, width).process(image),
                LatentMask.of(rows, columns, new float[rows * columns]),
                model.conditioning(List.of(prompt)));
    }

    /** Where in a sample a model looks at the concept's name in its prompt, on the latent. */
    static PixelMask looks(LoadedPipeline model, LatentSample sample, String prompt, Concept concept) {
        int[] positions = model.tokenizer().encode(prompt).positions(concept);
        return CrossAttentionMaps.of(model, sample).mask(0, THRESHOLD, positions);
    }

    /** How far what is outside the masks went from the images to others of the same prompts; none of what has no outside. */
    List<Double> distances(List<Image> after) {
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            double distance = BackgroundDistance.of(images.get(i), after.get(i), masks.get(i));
            if (Double.isFinite(distance)) distances.add(distance);
        }
        return distances;
    }
}
