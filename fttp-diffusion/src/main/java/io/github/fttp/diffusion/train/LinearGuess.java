package io.github.fttp.diffusion.train;

import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.scheduler.Prediction;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that knows nothing of images: chance. It guesses the target of each latent value from its noisy value alone, by the
 * line that fits best, one for each channel and quarter of the time steps. The line is fitted to the images in question
 * with the noise that they are measured with, so that chance is in their own unit, whatever autoencoder scaled them.
 *
 * <p>For values {@code x_t = a x_0 + s n} with noise {@code n} of variance 1 and latents {@code x_0} of variance {@code v} the
 * line leaves an error of {@code e = v s^2 / (a^2 v + s^2)} where the image is predicted, {@code e a^2 / s^2} where the noise is,
 * and {@code e / s^2} where the velocity is: {@code s^2}, {@code a^2} and 1 for latents of variance 1. Under a mask, whose values
 * may lie further from the mean than the others, it errs more.
 */
public final class LinearGuess {
    private final TrainableUNet trainable;
    private final int[] timesteps;
    /** By quarter and channel. */
    private final List<List<Line>> lines = new ArrayList<>();

    private LinearGuess(TrainableUNet trainable, List<LatentSample> samples) {
        this.trainable = trainable;
        this.timesteps =
                TrainableUNet.quartiles(trainable.denoising().schedule().timesteps());
        for (int timestep : timesteps) {
            List<Values> values =
                    samples.stream().map(sample -> values(sample, timestep)).toList();
            List<Line> channels = new ArrayList<>();
            for (int c = 0; c < samples.get(0).shape().dim(0); c++) channels.add(Line.through(values, c));
            lines.add(channels);
        }
    }

    /**
     * Fits the lines to some images and measures the errors on them.
     *
     * @param trainable whose errors are to be compared with chance
     * @return for each image one a quarter of the time steps
     */
    public static List<List<Knowledge>> errors(TrainableUNet trainable, List<LatentSample> samples) {
        if (samples.isEmpty()) return List.of();
        LinearGuess guess = new LinearGuess(trainable, samples);
        return samples.stream().map(sample -> guess.known(List.of(sample))).toList();
    }

    /** Measures the errors on all images together, a quarter of the time steps each. */
    static List<Knowledge> together(TrainableUNet trainable, List<LatentSample> samples) {
        return samples.isEmpty() ? List.of() : new LinearGuess(trainable, samples).known(samples);
    }

    private List<Knowledge> known(List<LatentSample> samples) {
        List<Knowledge> known = new ArrayList<>();
        ElementMask mask = trainable.mask(samples);
        for (int q = 0; q < timesteps.length; q++) {
            float[] losses = new float[mask.size()];
            int at = 0;
            for (LatentSample sample : samples) {
                Values values = values(sample, timesteps[q]);
                for (int i = 0; i < values.noisy().length; i++, at++) {
                    double off = lines.get(q).get(i / values.pixels()).at(values.noisy()[i]) - values.target()[i];
                    losses[at] = (float) (off * off);
                }
            }
            known.add(Knowledge.of(mask, losses, new float[losses.length]));
        }
        return known;
    }

    private Values values(LatentSample sample, int timestep) {
        Denoising.Batch batch = trainable.evaluatedAt(timestep).evaluated(sample);
        Denoising denoising = trainable.denoising();
        return new Values(denoising.noisy(batch), denoising.target(batch), sample.counts());
    }

    /**
     * A sample at one time step.
     *
     * @param noisy {@code [C, h, w]}, what a model sees
     * @param target what it should say of it, likewise; see {@link Prediction}
     * @param counts {@code [h, w]}
     */
    private record Values(float[] noisy, float[] target, boolean[] counts) {
        int pixels() {
            return counts.length;
        }
    }

    /** {@code offset + slope x}. */
    private record Line(double slope, double offset) {
        /** The line of least squares; level where all values are one. */
        static Line through(List<Values> samples, int channel) {
            double n = 0;
            double x = 0;
            double y = 0;
            double xx = 0;
            double xy = 0;
            for (Values sample : samples) {
                for (int p = 0; p < sample.pixels(); p++) {
                    if (!sample.counts()[p]) continue;
                    double noisy = sample.noisy()[channel * sample.pixels() + p];
                    double target = sample.target()[channel * sample.pixels() + p];
                    n++;
                    x += noisy;
                    y += target;
                    xx += noisy * noisy;
                    xy += noisy * target;
                }
            }
            if (n == 0) return new Line(0, 0);
            double spread = xx - x * x / n;
            double slope = spread > 0 ? (xy - x * y / n) / spread : 0;
            return new Line(slope, (y - slope * x) / n);
        }

        double at(double x) {
            return offset + slope * x;
        }
    }
}
