package io.github.fttp.diffusion.train;

import io.github.fttp.core.tensor.Shape;
import java.util.Arrays;

/**
 * A picture and its prompt as the U-Net takes them; made once, seen in every epoch.
 *
 * @param name of the picture, for messages
 * @param shape of the latent, {@code [C, h, w]}
 * @param mean of each latent value, scaled as the U-Net has it
 * @param deviation of each latent value, scaled likewise: a step draws its own from both; zeros for a fixed latent
 * @param mask how much of the concept each pixel of the latent carries, {@code [h, w]}, in {@code [0, 1]}
 * @param contextShape {@code [T, D]}
 * @param context the text encoder's states
 */
public record LatentSample(
        String name, Shape shape, float[] mean, float[] deviation, float[] mask, Shape contextShape, float[] context) {
    public LatentSample {
        int pixels = shape.dim(1) * shape.dim(2);
        require(name, "means", mean.length, shape.size());
        require(name, "deviations", deviation.length, shape.size());
        require(name, "mask values", mask.length, pixels);
        require(name, "text states", context.length, contextShape.size());
    }

    private static void require(String name, String what, int found, long expected) {
        if (found != expected) {
            throw new IllegalArgumentException(name + " has " + found + " " + what + ", expected " + expected);
        }
    }

    /** The same without a concept: for data to keep. */
    public LatentSample unmarked() {
        return new LatentSample(name, shape, mean, deviation, new float[mask.length], contextShape, context);
    }

    /** A number that the same picture always has, whatever it stands beside. */
    int fingerprint() {
        return Arrays.hashCode(mean);
    }
}
