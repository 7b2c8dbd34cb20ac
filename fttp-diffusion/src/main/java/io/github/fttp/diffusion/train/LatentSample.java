package io.github.fttp.diffusion.train;

import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.vae.Posterior;
import java.util.Arrays;

/**
 * An image and its prompt as the U-Net takes them; made once, seen in every epoch.
 *
 * @param name of the image, for messages
 * @param shape of the latent, {@code [C, h, w]}
 * @param mean of each latent value, scaled as the U-Net has it
 * @param deviation of each latent value, scaled likewise: a step draws its own from both; zeros for a fixed latent
 * @param mask how much of the concept each pixel of the latent carries, {@code [h, w]}, in {@code [0, 1]}
 * @param counts which pixels of the latent count at all, {@code [h, w]}
 * @param conditioning by its prompt, of one sample
 * @param noising how much of which noise a step sees it with
 */
public record LatentSample(
        String name,
        Shape shape,
        float[] mean,
        float[] deviation,
        float[] mask,
        boolean[] counts,
        Conditioning conditioning,
        Noising noising) {
    /** How a latent is noised. */
    public sealed interface Noising {
        /** Anew in each step, at a time step that is drawn as well. */
        record Drawn() implements Noising {}

        /**
         * Always alike: {@code x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) noise}.
         *
         * @param timestep {@code t}, from 0
         * @param noise one value a latent value
         */
        record Fixed(int timestep, float[] noise) implements Noising {}
    }

    public LatentSample {
        int pixels = shape.dim(1) * shape.dim(2);
        require(name, "means", mean.length, shape.size());
        require(name, "deviations", deviation.length, shape.size());
        require(name, "mask values", mask.length, pixels);
        require(name, "values that say what counts", counts.length, pixels);
        require(name, "conditionings", conditioning.shape().dim(0), 1);
        if (noising instanceof Noising.Fixed fixed) {
            require(name, "noise values", fixed.noise().length, shape.size());
        }
    }

    /** A sample of which every pixel counts. */
    public LatentSample(
            String name,
            Shape shape,
            float[] mean,
            float[] deviation,
            float[] mask,
            Conditioning conditioning,
            Noising noising) {
        this(name, shape, mean, deviation, mask, all(mask.length), conditioning, noising);
    }

    /** A sample that is noised anew in each step. */
    public LatentSample(
            String name, Shape shape, float[] mean, float[] deviation, float[] mask, Conditioning conditioning) {
        this(name, shape, mean, deviation, mask, conditioning, new Noising.Drawn());
    }

    /**
     * Makes a sample of what the autoencoder makes of an image.
     *
     * @param posterior of one image alone
     * @param scalingFactor of the autoencoder's configuration
     * @param mask of the latent's size
     * @param conditioning by its prompt, of one sample
     */
    public static LatentSample of(
            String name, Posterior posterior, double scalingFactor, LatentMask mask, Conditioning conditioning) {
        Shape latent = posterior.shape();
        return new LatentSample(
                name,
                Shape.of(latent.dim(1), latent.dim(2), latent.dim(3)),
                scaled(posterior.mean(), (float) scalingFactor),
                scaled(posterior.deviation(), (float) scalingFactor),
                mask.values(),
                mask.counts(),
                conditioning,
                new Noising.Drawn());
    }

    private static boolean[] all(int pixels) {
        boolean[] all = new boolean[pixels];
        Arrays.fill(all, true);
        return all;
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) scaled[i] *= factor;
        return scaled;
    }

    private static void require(String name, String what, int found, long expected) {
        if (found != expected) {
            throw new IllegalArgumentException(name + " has " + found + " " + what + ", expected " + expected);
        }
    }

    /** Takes the concept away: for data to keep. */
    public LatentSample unmarked() {
        return marked(new float[mask.length]);
    }

    /** Puts another mask on it, {@code [h, w]}. */
    public LatentSample marked(float... other) {
        return new LatentSample(name, shape, mean, deviation, other, counts, conditioning, noising);
    }

    /** A number that the same image always has, whatever it stands beside. */
    int fingerprint() {
        return Arrays.hashCode(mean);
    }
}
