package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;

/**
 * Heun's method on noise levels (Karras et al. 2022, algorithm 1): a step of Euler's, then the same step with the mean of
 * the slopes at both its ends. So the model is called twice a step, but for the last, which ends without noise and is
 * Euler's. Matches diffusers' {@code HeunDiscreteScheduler}.
 *
 * @param clipRange above 0, the predicted clean sample is kept within plus and minus this; infinite for not at all
 */
record Heun(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        Sigmas sigmas,
        double clipRange)
        implements Scheduler {
    public Heun {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
        Clip.require(clipRange);
    }

    static Heun of(SchedulerFields fields) {
        return new Heun(
                fields.schedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                fields.sigmas(),
                fields.clipRange(false));
    }

    @Override
    public SigmaSampling start(int steps) {
        TimestepSpacing.requireSteps(steps, schedule.timesteps());
        NoiseLevels noise = new NoiseLevels(schedule);
        double[] timesteps = spacing.descending(schedule.timesteps(), steps, stepsOffset);
        SigmaGrid grid = SigmaGrid.of(noise, timesteps, SigmaGrid.levels(noise, timesteps), sigmas, 0);
        return new Run(twice(grid));
    }

    /** All but the first once more: {@code t0, t1, t1, t2, t2} and {@code s0, s1, s1, s2, s2, 0}. */
    private static SigmaGrid twice(SigmaGrid grid) {
        int calls = 2 * grid.timesteps().length - 1;
        float[] timesteps = new float[calls];
        float[] sigmas = new float[calls + 1];
        for (int i = 0; i <= calls; i++) {
            if (i < calls) timesteps[i] = grid.timesteps()[(i + 1) / 2];
            sigmas[i] = grid.sigmas()[(i + 1) / 2];
        }
        return new SigmaGrid(timesteps, sigmas);
    }

    @Override
    public float[] addNoise(float[] x0, float[] noise, float... timesteps) {
        return SigmaSampling.addNoise(new NoiseLevels(schedule), x0, noise, timesteps);
    }

    private final class Run extends SigmaSampling {
        /** Where the step of two calls began, and the slope there. */
        private float[] beginning = {};

        private double[] first = {};

        Run(SigmaGrid grid) {
            super(grid, spacing);
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            double[] slope = slope(i, output, sample, prediction, clipRange);
            boolean begins = i % 2 == 0;
            if (begins) {
                beginning = sample.clone();
                first = slope;
            }
            double by = begins ? sigma(i + 1) - sigma(i) : sigma(i) - sigma(i - 1);
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                after[k] = (float) (beginning[k] + by * (first[k] + slope[k]) / 2);
            }
            return after;
        }
    }
}
