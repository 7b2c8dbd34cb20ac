package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes images of prompts. Source: diffusers' {@code StableDiffusionPipeline} and {@code
 * StableDiffusionXLPipeline}, whose latents it gives, step by step.
 *
 * @param steps that the scheduler is asked for
 * @param guidance how much more than without a prompt the prediction is drawn to the prompt (Ho and Salimans 2022); 1 or
 *     less is without
 * @param negative the prompt to be drawn away from, or none; the empty text is one, where a model tells both apart
 * @param framing that the images shall look as if they had, for models that are conditioned by one
 * @param height of the images, pixels
 * @param width of the images, pixels
 */
public record TextToImage(int steps, double guidance, List<String> negative, Framing framing, int height, int width) {
    /** The largest guidance; more is a slip of the pen. */
    public static final double MOST_GUIDANCE = 100;

    /** The largest side, pixels: beyond what any Stable Diffusion makes, it keeps slips of the pen from asking for all memory. */
    private static final int MOST_PIXELS = 1 << 13;

    public TextToImage {
        Check.atLeast(1, steps, "steps");
        if (!(guidance >= 0 && guidance <= MOST_GUIDANCE)) {
            throw new IllegalArgumentException("guidance must be from 0 to " + MOST_GUIDANCE + ", was " + guidance);
        }
        Check.atLeast(1, height, "height");
        Check.atLeast(1, width, "width");
        negative = List.copyOf(negative);
        if (negative.size() > 1)
            throw new IllegalArgumentException(negative.size() + " negative prompts, expected one");
    }

    /** 50 steps with guidance 7.5 and no negative prompt, the reference's defaults for Stable Diffusion 1.x and 2.x. */
    public static TextToImage of(int height, int width) {
        return new TextToImage(50, 7.5, List.of(), Framing.whole(height, width), height, width);
    }

    /** 50 steps with the reference's guidance for a model and no negative prompt. */
    public static TextToImage of(StableDiffusionFolder model, int height, int width) {
        return of(height, width).guidance(model.defaultGuidance());
    }

    public TextToImage steps(int steps) {
        return new TextToImage(steps, guidance, negative, framing, height, width);
    }

    public TextToImage guidance(double guidance) {
        return new TextToImage(steps, guidance, negative, framing, height, width);
    }

    public TextToImage negative(String negative) {
        return new TextToImage(steps, guidance, List.of(negative), framing, height, width);
    }

    public TextToImage framing(Framing framing) {
        return new TextToImage(steps, guidance, negative, framing, height, width);
    }

    /**
     * Looks whether a model and its scheduler can do that, before anything is loaded.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public void require(StableDiffusionFolder model) {
        require(model, "steps", "height", "width");
    }

    /** Looks likewise, with these names of the steps, the height and the width in a message. */
    public void require(StableDiffusionFolder model, String stepsName, String heightName, String widthName) {
        int multiple = model.vaeConfig().vaeScaleFactor();
        requireSide(height, multiple, heightName);
        requireSide(width, multiple, widthName);
        Check.between(1, model.scheduler().schedule().timesteps(), steps, stepsName);
        model.scheduler().start(steps);
    }

    private static void requireSide(int side, int multiple, String name) {
        if (side >= multiple && side % multiple == 0 && side <= MOST_PIXELS) return;
        throw new IllegalArgumentException(
                name + " must be a multiple of " + multiple + " up to " + MOST_PIXELS + ", was " + side);
    }

    /** Is told how far it is, and may look. */
    public interface Watcher {
        /**
         * @param step from 0: how many model calls were made
         * @param of how many there will be
         * @param latents {@code [B, C, h, w]} after them
         */
        void stepped(int step, int of, float[] latents);

        /** Sees nothing. */
        static Watcher none() {
            return (step, of, latents) -> {};
        }
    }

    /**
     * One image a prompt. The same seed gives the same image; made among others it may differ in the last bits.
     *
     * @param seeds one a prompt
     */
    public List<Image> images(LoadedPipeline model, List<String> prompts, long... seeds) {
        return images(model, prompts, Watcher.none(), AttentionProbe.none(), seeds);
    }

    /** Draws while being watched; the probe sees the prompts' half of each call, see {@link CrossAttentionMaps}. */
    public List<Image> images(
            LoadedPipeline model, List<String> prompts, Watcher watcher, AttentionProbe probe, long... seeds) {
        if (seeds.length != prompts.size()) {
            throw new IllegalArgumentException(seeds.length + " seeds for " + prompts.size() + " prompts");
        }
        Shape shape = latentShape(model, prompts.size());
        List<Noise> noises = new ArrayList<>();
        for (long seed : seeds) noises.add(Noise.seeded(seed));
        Noise together = size -> joined(noises, size);
        float[] start = together.draw(Math.toIntExact(shape.size()));
        Conditioning texts = model.conditioning(prompts, framing);
        float[] latents = latents(model, texts, negative(model, prompts.size()), start, together, watcher, probe);
        return LoadedPipeline.images(model.decode(shape, latents), height, width);
    }

    /** The conditioning that the latents of so many images are drawn away from. */
    public Conditioning negative(LoadedPipeline model, int batch) {
        return negative.isEmpty()
                ? model.unconditional(batch, framing)
                : model.conditioning(Collections.nCopies(batch, negative.get(0)), framing);
    }

    private static float[] joined(List<Noise> noises, int size) {
        int each = size / noises.size();
        float[] all = new float[size];
        for (int i = 0; i < noises.size(); i++) System.arraycopy(noises.get(i).draw(each), 0, all, i * each, each);
        return all;
    }

    /** {@code [B, C, h, w]} of images of this size. */
    public Shape latentShape(LoadedPipeline model, int batch) {
        int vaeScaleFactor = model.vae().config().vaeScaleFactor();
        if (height % vaeScaleFactor != 0 || width % vaeScaleFactor != 0) {
            throw new IllegalArgumentException(
                    "height and width must be multiples of " + vaeScaleFactor + ", were " + height + " and " + width);
        }
        return Shape.of(batch, model.vae().config().latentChannels(), height / vaeScaleFactor, width / vaeScaleFactor);
    }

    /**
     * From noise to latents as the U-Net has them.
     *
     * @param texts of the prompts
     * @param none of as many negative prompts
     * @param start standard normal, {@code [B, C, h, w]}
     * @param noise for schedulers that add some on the way
     */
    public float[] latents(
            LoadedPipeline model,
            Conditioning texts,
            Conditioning none,
            float[] start,
            Noise noise,
            Watcher watcher,
            AttentionProbe probe) {
        Shape shape = latentShape(model, texts.shape().dim(0));
        GuidedRun run = new GuidedRun(
                model.engine(), model.unet(), model.scheduler().start(steps), guidance, shape, texts, none);
        return run.latents(start, run.steps(), noise, watcher, probe);
    }
}
