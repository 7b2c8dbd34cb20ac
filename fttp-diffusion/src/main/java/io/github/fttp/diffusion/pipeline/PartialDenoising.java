package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Latents that a model made itself of a prompt, each stopped on its way at a step that is drawn, all equally likely: what
 * {@link io.github.fttp.diffusion.method.Esd} trains on in place of images. A sample keeps the noise and the time step it was
 * stopped at, so that one is made for each optimiser step; its clean latent is what the model makes of it there. All of it
 * counts as the concept. Source: erasing, {@code esd_sd.py} and {@code utils/sd_utils.py}.
 *
 * @param steps of the scheduler; 50 there
 * @param guidance as {@link TextToImage#guidance}; 3 there
 */
public record PartialDenoising(int steps, double guidance) {
    public PartialDenoising {
        Check.atLeast(1, steps, "steps");
        Check.finiteAtLeast(0, guidance, "guidance");
    }

    /** The authors' settings. */
    public static PartialDenoising authors() {
        return new PartialDenoising(50, 3);
    }

    /**
     * Makes samples of a prompt with a pipeline as it is.
     *
     * @param height of the images, pixels
     * @param width of the images, pixels
     * @param seed of everything random
     */
    public List<LatentSample> samples(
            LoadedPipeline model, String prompt, int height, int width, int count, long seed) {
        Framing whole = Framing.whole(height, width);
        return samples(
                model.engine(),
                model.unet(),
                model.scheduler(),
                model.latentShape(1, height, width),
                model.conditioning(List.of(prompt), whole),
                model.unconditional(1, whole),
                count,
                seed);
    }

    /**
     * Denoises so with a U-Net.
     *
     * @param shape of a latent, {@code [1, C, h, w]}
     * @param text of the prompt alone
     * @param none of the empty prompt
     * @throws IllegalArgumentException if the scheduler's time steps are not whole numbers, at which nothing trains
     */
    public List<LatentSample> samples(
            Engine engine,
            UNet2DConditionModel unet,
            Scheduler scheduler,
            Shape shape,
            Conditioning text,
            Conditioning none,
            int count,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Denoising denoising = new Denoising(scheduler.schedule(), scheduler.prediction());
        List<LatentSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GuidedRun run = new GuidedRun(engine, unet, scheduler.start(steps), guidance, shape, text, none);
            int stop = random.nextInt(run.steps());
            Noise noise = Noise.seeded(random.nextLong());
            float[] start = noise.draw(Math.toIntExact(shape.size()));
            float[] latents = run.latents(start, stop, noise, TextToImage.Watcher.none(), AttentionProbe.none());
            float[] said = run.said(stop, latents, AttentionProbe.none());
            float[] seen = run.sampling().scaledInput(stop, latents);
            int timestep = whole(run.sampling().timestep(stop));
            Denoising.Split split = denoising.split(seen, said, timestep);
            float[] mask = new float[shape.dim(2) * shape.dim(3)];
            Arrays.fill(mask, 1);
            samples.add(new LatentSample(
                    "sample " + (i + 1),
                    Shape.of(shape.dim(1), shape.dim(2), shape.dim(3)),
                    split.clean(),
                    new float[seen.length],
                    mask,
                    text,
                    new LatentSample.Noising.Fixed(timestep, split.noise())));
        }
        return samples;
    }

    private static int whole(float timestep) {
        if (timestep != Math.rint(timestep)) {
            throw new IllegalArgumentException("time step must be a whole number to train at, the scheduler has "
                    + timestep + ": choose another scheduler");
        }
        return (int) timestep;
    }
}
