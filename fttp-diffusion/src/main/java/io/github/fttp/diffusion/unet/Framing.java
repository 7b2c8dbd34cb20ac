package io.github.fttp.diffusion.unet;

import io.github.fttp.core.Check;

/**
 * How an image came to its size, which SDXL is conditioned by: resized from an original, then cropped. All in pixels, the crop's
 * corner after resizing. Source: Podell et al. 2023, "SDXL", section 2.2; {@code original_size}, {@code crops_coords_top_left} and
 * {@code target_size} of diffusers' {@code StableDiffusionXLPipeline}.
 *
 * @param originalHeight at least 1
 * @param originalWidth at least 1
 * @param cropTop rows above the crop, at least 0
 * @param cropLeft columns to the left of the crop, at least 0
 * @param targetHeight of the image itself, at least 1
 * @param targetWidth of the image itself, at least 1
 */
public record Framing(
        int originalHeight, int originalWidth, int cropTop, int cropLeft, int targetHeight, int targetWidth) {
    /** How many numbers there are. */
    public static final int NUMBERS = 6;

    public Framing {
        Check.atLeast(1, originalHeight, "original height");
        Check.atLeast(1, originalWidth, "original width");
        Check.atLeast(0, cropTop, "crop's top");
        Check.atLeast(0, cropLeft, "crop's left");
        Check.atLeast(1, targetHeight, "target height");
        Check.atLeast(1, targetWidth, "target width");
    }

    /** Takes the numbers in their order. */
    public static Framing of(int... numbers) {
        if (numbers.length != NUMBERS) {
            throw new IllegalArgumentException("a framing has " + NUMBERS + " numbers, found " + numbers.length);
        }
        return new Framing(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /** An image that was neither resized nor cropped: the reference's default. */
    public static Framing whole(int height, int width) {
        return new Framing(height, width, 0, 0, height, width);
    }

    /** As the U-Net takes it, the same for each sample, {@code [B, 6]}. */
    public float[] timeIds(int batch) {
        float[] one = {originalHeight, originalWidth, cropTop, cropLeft, targetHeight, targetWidth};
        float[] all = new float[batch * NUMBERS];
        for (int i = 0; i < all.length; i++) all[i] = one[i % NUMBERS];
        return all;
    }
}
