package io.github.fttp.diffusion.data;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An image at the size that the model trains at, with its mask and its prompt.
 *
 * @param name of its file
 * @param seen what the encoder sees of it
 * @param pixels the same as the encoder takes it, {@code [3, h, w]}, values from -1 to 1
 * @param framing how it came to that size
 * @param mask at that size
 * @param cells the mask on the latent
 */
public record TrainingImage(
        String name, Image seen, float[] pixels, Framing framing, PixelMask mask, LatentMask cells, String prompt) {
    /** Tells images apart by what the encoder sees of them. */
    public String digest() {
        return new Digest().add(pixels).hex();
    }

    /** Exchanges the mask, at its size and on the latent. */
    TrainingImage masked(PixelMask otherMask, LatentMask otherCells) {
        return new TrainingImage(name, seen, pixels, framing, otherMask, otherCells, prompt);
    }

    /** Left and right exchanged, of the mask as well; a centred crop keeps its corner. */
    public TrainingImage flipped() {
        float[] mirrored = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            mirrored[i] = pixels[i / seen.width() * seen.width() + seen.width() - 1 - i % seen.width()];
        }
        return new TrainingImage(
                name + " mirrored", seen.flipped(), mirrored, framing, mask.flipped(), cells.flipped(), prompt);
    }

    /** Images as the U-Net takes them, each encoded once. */
    public static List<LatentSample> encoded(List<TrainingImage> images, LoadedPipeline model) {
        Map<String, Conditioning> prompts = new HashMap<>();
        List<LatentSample> samples = new ArrayList<>();
        for (TrainingImage image : images) {
            Conditioning prompt =
                    prompts.computeIfAbsent(image.prompt(), text -> model.conditioning(List.of(text), image.framing()));
            Shape shape = Shape.of(1, 3, image.seen().height(), image.seen().width());
            samples.add(
                    model.sample(image.name(), shape, image.pixels(), image.cells(), prompt.framed(image.framing())));
        }
        return samples;
    }
}
