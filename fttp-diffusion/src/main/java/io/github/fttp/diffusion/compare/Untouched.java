package io.github.fttp.diffusion.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.diffusion.evaluate.AttentionMasks;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
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
    /**
     * Finds the masks.
     *
     * @param model that drew the images
     * @param prompts they were drawn of; each names the concept
     */
    static Untouched of(LoadedPipeline model, List<Image> images, List<String> prompts, Concept concept) {
        List<PixelMask> masks = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            masks.add(AttentionMasks.of(model, images.get(i), prompts.get(i), concept));
        }
        return new Untouched(images, masks);
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
