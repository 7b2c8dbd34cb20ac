package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.Map;

/**
 * Denoising diffusion: each step draws from the posterior of the step before given the predicted clean sample (Ho et al.
 * 2020, equations 6 and 7). With {@code a = abar_t}, {@code a' = abar} of the time step gone to (1 after the last) and
 * {@code beta = 1 - a / a'}:
 *
 * <pre>{@code x' = sqrt(a') beta / (1 - a) x0 + sqrt(a / a') (1 - a') / (1 - a) x + std noise}</pre>
 *
 * <p>At time step 0 no noise is added. Matches diffusers' {@code DDPMScheduler}.
 *
 * @param clipRange above 0, the predicted clean sample is kept within plus and minus this; infinite for not at all
 * @param even a step goes from {@code t} to {@code t - train / steps}, whatever the spacing, as diffusers before 0.32 has
 *     it; else to the run's next time step
 */
record Ddpm(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        Variance variance,
        double clipRange,
        boolean even)
        implements Scheduler {
    /** Variances of the noise that a step adds. */
    public enum Variance {
        /** {@code (1 - a') / (1 - a) beta}, the posterior's where the sample is known. */
        SMALL,

        /** {@code beta}. */
        LARGE
    }

    /** The reference's floor, at which the last step of a run adds next to nothing. */
    private static final double LEAST_VARIANCE = 1e-20;

    public Ddpm {
        Check.atLeast(0, stepsOffset, "steps offset");
        Clip.require(clipRange);
    }

    static Ddpm of(SchedulerFields fields) {
        fields.config().mustBeOff("thresholding");
        return new Ddpm(
                fields.rescalableSchedule(),
                fields.prediction(),
                fields.spacing("leading"),
                fields.stepsOffset(),
                // The logarithmic kind of the small one is its root by another way.
                fields.config()
                        .choice(
                                "variance_type",
                                Map.of(
                                        "fixed_small", Variance.SMALL,
                                        "fixed_small_log", Variance.SMALL,
                                        "fixed_large", Variance.LARGE),
                                "fixed_small"),
                fields.clipRange(true),
                fields.isBefore(32));
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

        private int after(int i) {
            if (even) return timesteps[i] - stride;
            return i + 1 < timesteps.length ? timesteps[i + 1] : -1;
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            double bar = schedule.alphaCumprod(timesteps[i]);
            double barAfter = after(i) < 0 ? 1 : schedule.alphaCumprod(after(i));
            double beta = 1 - bar / barAfter;
            double alpha = Math.sqrt(bar);
            double sigma = Math.sqrt(1 - bar);
            double ofX0 = Math.sqrt(barAfter) * beta / (1 - bar);
            double ofSample = Math.sqrt(bar / barAfter) * (1 - barAfter) / (1 - bar);
            boolean noisy = timesteps[i] > 0;
            double std = noisy ? std((1 - barAfter) / (1 - bar) * beta, beta) : 0;
            float[] drawn = noisy ? draw(noise, sample) : new float[sample.length];
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double x0 = Clip.to(clipRange, prediction.x0(output[k], sample[k], alpha, sigma));
                after[k] = (float) (ofX0 * x0 + ofSample * sample[k] + std * drawn[k]);
            }
            return after;
        }

        private double std(double small, double large) {
            return Math.sqrt(variance == Variance.SMALL ? Math.max(small, LEAST_VARIANCE) : large);
        }
    }
}
