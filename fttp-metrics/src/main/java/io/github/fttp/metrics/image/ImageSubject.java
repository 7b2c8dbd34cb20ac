package io.github.fttp.metrics.image;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Subject;
import java.util.List;
import java.util.Set;

/**
 * A model that draws images by removing noise.
 *
 * @param <I> an image with prompt and mask, as the model takes it
 */
public interface ImageSubject<I> extends Subject<ImageSet<I>, ImageObservation> {
    /** Draws an image of each prompt. */
    List<Image> draw(List<DrawingPrompt> prompts);

    /**
     * Measures the errors of the predicted noise, with the same noise whenever it is asked.
     *
     * @return for each image one a quarter of the time steps, at its middle
     */
    List<List<Knowledge>> errors(List<I> images);

    /**
     * Measures the errors of a model that knows nothing on the same images with the same noise.
     *
     * @return likewise; empty where that is not known
     */
    default List<List<Knowledge>> chance(List<I> images) {
        return List.of();
    }

    /**
     * Finds where images that the model drew show the concept.
     *
     * @param prompts that they were drawn of
     * @return masks of the images' sizes; empty where a prompt does not name the concept
     */
    List<PixelMask> conceptMasks(List<DrawingPrompt> prompts, List<Image> drawn);

    @Override
    default ImageObservation observe(ImageSet<I> data, Set<Requirement> what) {
        boolean masked = what.contains(Requirement.CONCEPT_MASKS);
        boolean draws = masked || what.contains(Requirement.DRAWINGS);
        List<Image> drawn = draws ? draw(data.prompts()) : List.of();
        return ImageObservation.of(
                data.prompts(),
                drawn,
                masked ? conceptMasks(data.prompts(), drawn) : List.of(),
                what.contains(Requirement.DENOISING_ERRORS) ? errors(data.images()) : List.of(),
                what.contains(Requirement.DENOISING_ERRORS) ? chance(data.images()) : List.of());
    }

    /** Likewise; where the concept is shown is known from the model before. */
    @Override
    default ImageObservation observe(ImageSet<I> data, Set<Requirement> what, ImageObservation before) {
        boolean draws = what.contains(Requirement.CONCEPT_MASKS) || what.contains(Requirement.DRAWINGS);
        return ImageObservation.of(
                data.prompts(),
                draws ? draw(data.prompts()) : List.of(),
                List.of(),
                what.contains(Requirement.DENOISING_ERRORS) ? errors(data.images()) : List.of(),
                what.contains(Requirement.DENOISING_ERRORS) ? chance(data.images()) : List.of());
    }
}
