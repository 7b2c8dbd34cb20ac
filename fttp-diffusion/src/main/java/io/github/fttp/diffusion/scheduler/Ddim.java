package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;

/**
 * Denoising diffusion implicit models: Song et al. 2021, equation 12. With {@code a = abar_t} and {@code a' = abar} of the
 * time step gone to, which is {@code t - train / steps} whatever the spacing:
 *
 * <pre>{@code
 * x' = sqrt(a') x0 + sqrt(1 - a' - std^2) epsilon + std noise
 * std = eta sqrt((1 - a') / (1 - a) (1 - a / a'))
 * }</pre>
 *
 * <p>Matches diffusers' {@code DDIMScheduler}.
 *
 * @param alphaToOne after the last time step {@code a'} is 1; else that of time step 0
 * @param clipRange above 0, the predicted clean sample is kept within plus and minus this; infinite for not at all
 * @param eta from 0, where no noise is added and a run depends on its beginning alone, to 1, where it is as in DDPM; no part
 *     of a configuration
 */
public record Ddim(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        boolean alphaToOne,
        double clipRange,
        double eta)
        implements Scheduler {
    public Ddim {
        Check.atLeast(0, stepsOffset, "steps offset");
        Clip.require(clipRange);
        if (!(eta >= 0 && eta <= 1)) throw new IllegalArgumentException("eta must be from 0 to 1, was " + eta);
    }

    static Ddim of(SchedulerFields fields) {
        fields.config().mustBeOff("thresholding");
        return new Ddim(
                fields.rescalableSchedule(),
                fields.prediction(),
                fields.spacing("leading"),
                fields.stepsOffset(),
                fields.config().flag("set_alpha_to_one", true),
                fields.clipRange(true),
                0);
    }

    /** Takes another share of noise. */
    public Ddim eta(double share) {
        return new Ddim(schedule, prediction, spacing, stepsOffset, alphaToOne, clipRange, share);
    }

    @Override
    public Sampling start(int steps) {
        int[] timesteps = spacing.whole(schedule.timesteps(), steps, stepsOffset);
        schedule.requireSays(prediction, timesteps[0]);
        return new Run(timesteps, schedule.timesteps() / steps);
    }

    private final class Run extends Sampling {
        private final int[] timesteps;
        private final int stride;

        Run(int[] timesteps, int stride) {
            super(floats(timesteps), 1);
            this.timesteps = timesteps;
            this.stride = stride;
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            double bar = schedule.alphaCumprod(timesteps[i]);
            double barAfter = schedule.alphaCumprodAfter(timesteps[i] - stride, alphaToOne);
            double alpha = Math.sqrt(bar);
            double sigma = Math.sqrt(1 - bar);
            double variance = eta * eta * (1 - barAfter) / (1 - bar) * (1 - bar / barAfter);
            double std = Math.sqrt(variance);
            double ofX0 = Math.sqrt(barAfter);
            // Rounding alone could take it below 0, where barAfter is nearly 1.
            double ofEpsilon = Math.sqrt(Math.max(0, 1 - barAfter - variance));
            float[] drawn = eta > 0 ? draw(noise, sample) : new float[sample.length];
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double x0 = Clip.to(clipRange, prediction.x0(output[k], sample[k], alpha, sigma));
                double epsilon = prediction.epsilon(output[k], sample[k], alpha, sigma);
                after[k] = (float) (ofX0 * x0 + ofEpsilon * epsilon + std * drawn[k]);
            }
            return after;
        }
    }
}
