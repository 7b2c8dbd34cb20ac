package io.github.fttp.diffusion.data;

import io.github.fttp.core.Check;
import io.github.fttp.core.mask.MaskSettings;
import java.nio.file.Path;

/**
 * The images that carry a concept: where they lie, where their masks and prompts come from, and how they come to the size
 * that the model trains at.
 *
 * @param folder in which they lie
 * @param size side that the model trains at, pixels; the authors use 320
 * @param flips whether each image is seen mirrored as well, with its mask
 */
public record ConceptImages(Path folder, ConceptMasks masks, PromptSource prompts, int size, Fit fit, boolean flips) {
    /** The authors' size. */
    public static final int SIZE = 320;
    /** The largest size; more is a slip of the pen. */
    public static final int LARGEST = 2048;

    public ConceptImages {
        Check.atLeast(1, size, "size");
    }

    /** The images of a folder with masks and prompts beside them, or else under the authors' prompt, cropped to 320 pixels. */
    public static ConceptImages in(Path folder) {
        PromptSource prompts = new PromptSource.Beside(folder, PromptSource.authors());
        return new ConceptImages(folder, ConceptMasks.drawn(MaskSettings.beside()), prompts, SIZE, Fit.CROP, false);
    }

    /** Takes masks from elsewhere. */
    public ConceptImages masks(ConceptMasks other) {
        return new ConceptImages(folder, other, prompts, size, fit, flips);
    }

    /** Puts them under other prompts. */
    public ConceptImages prompts(PromptSource other) {
        return new ConceptImages(folder, masks, other, size, fit, flips);
    }

    /** Sets another size, pixels. */
    public ConceptImages size(int other) {
        return new ConceptImages(folder, masks, prompts, other, fit, flips);
    }

    /**
     * The images of another folder, read like these, with the masks and the prompts that lie beside them. Where there are no
     * prompts they have the template of these images, or the authors'.
     */
    public ConceptImages of(Path other) {
        PromptSource.Template template = PromptSource.authors();
        if (prompts instanceof PromptSource.Template given) template = given;
        if (prompts instanceof PromptSource.Beside given) template = given.otherwise();
        PromptSource beside = new PromptSource.Beside(other, template);
        return new ConceptImages(other, masks.beside(), beside, size, fit, false);
    }

    /** Fits them otherwise. */
    public ConceptImages fit(Fit other) {
        return new ConceptImages(folder, masks, prompts, size, other, flips);
    }

    /** Sees each mirrored as well. */
    public ConceptImages flipped() {
        return new ConceptImages(folder, masks, prompts, size, fit, true);
    }

    /**
     * Looks whether a model can train at that size.
     *
     * @param multiple that the size must be of, see {@link io.github.fttp.diffusion.vae.VaeConfig#vaeScaleFactor}
     * @param name of the size in a message
     */
    public void requireMultiple(int multiple, String name) {
        if (size <= LARGEST && size % multiple == 0) return;
        throw new IllegalArgumentException(
                name + " must be a multiple of " + multiple + " up to " + LARGEST + ", was " + size);
    }
}
