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
import java.util.Optional;

/**
 * Makes images of prompts. Source: diffusers' {@code StableDiffusionPipeline} and {@code
 * StableDiffusionXLPipeline}, whose latents it gives, step by step.
 *
 * @param steps that the scheduler is asked for
 * @param guidance how much more than without a prompt the prediction is drawn to the prompt (Ho and Salimans 2022); 1 or
 *     less is without
 * @param second what a second text encoder reads in place of the prompt, or none
 * @param negative the prompt to be drawn away from, or none; the empty text is one, where a model tells both apart. A second one
 *     is what a second text encoder reads in its place
 * @param framing that the images shall look as if they had, for models that are conditioned by one
 * @param negativeFraming that they shall be drawn away from
 * @param height of the images, pixels
 * @param width of the images, pixels
 */
public record TextToImage(
        int steps,
        double guidance,
        Optional<String> second,
        List<String> negative,
        Framing framing,
        Framing negativeFraming,
        int height,
        int width) {
    /** The largest guidance; more is a slip of the pen. */
    public static final double MOST_GUIDANCE = 100;

    /** The largest side, pixels: beyond what any Stable Diffusion makes, it keeps slips of the pen from asking for all memory. */
    private static final int MOST_PIXELS = 1 << 13;

    private static final int DEFAULT_STEPS = 50;
    private static final int MOST_ENCODERS = 2;

    public TextToImage {
        Check.atLeast(1, steps, "steps");
        if (!(guidance >= 0 && guidance <= MOST_GUIDANCE)) {
            throw new IllegalArgumentException("guidance must be from 0 to " + MOST_GUIDANCE + ", was " + guidance);
        }
        Check.atLeast(1, height, "height");
        Check.atLeast(1, width, "width");
        negative = List.copyOf(negative);
        if (negative.size() > MOST_ENCODERS) {
            throw new IllegalArgumentException(
                    negative.size() + " negative prompts, expected one, or one for each of two text encoders");
        }
    }

    /** 50 steps with the reference's guidance for a model, no negative prompt and no other framing. */
    public static TextToImage of(StableDiffusionFolder model, int height, int width) {
        Framing whole = Framing.whole(height, width);
        return new TextToImage(
                DEFAULT_STEPS, model.defaultGuidance(), Optional.empty(), List.of(), whole, whole, height, width);
    }

    public TextToImage steps(int steps) {
        return new TextToImage(steps, guidance, second, negative, framing, negativeFraming, height, width);
    }

    public TextToImage guidance(double guidance) {
        return new TextToImage(steps, guidance, second, negative, framing, negativeFraming, height, width);
    }

    public TextToImage second(String second) {
        return new TextToImage(steps, guidance, Optional.of(second), negative, framing, negativeFraming, height, width);
    }

    public TextToImage negative(String... negative) {
        return new TextToImage(steps, guidance, second, List.of(negative), framing, negativeFraming, height, width);
    }

    /** Frames both sides so. */
    public TextToImage framing(Framing framing) {
        return new TextToImage(steps, guidance, second, negative, framing, framing, height, width);
    }

    /** Frames only what is drawn away from. */
    public TextToImage negativeFraming(Framing framing) {
        return new TextToImage(steps, guidance, second, negative, this.framing, framing, height, width);
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
        boolean two = second.isPresent() || negative.size() > 1;
        if (two && !model.hasSecondEncoder()) {
            throw new IllegalArgumentException(
                    model.path() + " has one text encoder, so that there is nobody to read a second prompt");
        }
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
        int batch = prompts.size();
        Conditioning texts = model.conditioning(
                prompts, second.map(each -> Collections.nCopies(batch, each)).orElse(prompts), framing);
        return images(model, texts, watcher, probe, seeds);
    }

    /** Draws likewise by texts that are encoded already. */
    public List<Image> images(
            LoadedPipeline model, Conditioning texts, Watcher watcher, AttentionProbe probe, long... seeds) {
        int batch = texts.shape().dim(0);
        if (seeds.length != batch)
            throw new IllegalArgumentException(seeds.length + " seeds for " + batch + " prompts");
        Shape shape = model.latentShape(batch, height, width);
        List<Noise> noises = new ArrayList<>();
        for (long seed : seeds) noises.add(Noise.seeded(seed));
        Noise together = size -> joined(noises, size);
        float[] start = together.draw(Math.toIntExact(shape.size()));
        float[] latents = latents(model, texts, negative(model, batch), start, together, watcher, probe);
        return LoadedPipeline.images(model.decode(shape, latents), height, width);
    }

    /** The conditioning that the latents of so many images are drawn away from. */
    public Conditioning negative(LoadedPipeline model, int batch) {
        if (negative.isEmpty()) return model.unconditional(batch, negativeFraming);
        return model.conditioning(
                Collections.nCopies(batch, negative.get(0)),
                Collections.nCopies(batch, negative.get(negative.size() - 1)),
                negativeFraming);
    }

    private static float[] joined(List<Noise> noises, int size) {
        int each = size / noises.size();
        float[] all = new float[size];
        for (int i = 0; i < noises.size(); i++) System.arraycopy(noises.get(i).draw(each), 0, all, i * each, each);
        return all;
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
        Shape shape = model.latentShape(texts.shape().dim(0), height, width);
        GuidedRun run = new GuidedRun(
                model.engine(), model.unet(), model.scheduler().start(steps), guidance, shape, texts, none);
        return run.latents(start, run.steps(), noise, watcher, probe);
    }
}
