package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.Map;

/**
 * Euler's method on noise levels: {@code x' = x + (sigma' - sigma) (x - x0) / sigma} (Karras et al. 2022, algorithm 2 without
 * its churn). Matches diffusers' {@code EulerDiscreteScheduler}.
 *
 * @param sigmas where they are a curve it goes from the level of the first time step to that of the last
 */
record Euler(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        Interpolation interpolation,
        Sigmas sigmas,
        FinalSigma finalSigma)
        implements Scheduler {
    /** How the noise levels of a run come from those of training. */
    public enum Interpolation {
        /** Each is that of its time step. */
        LINEAR,

        /** Their logarithms go in equal steps from the last of training to the first, where the run ends. */
        LOG_LINEAR
    }

    public Euler {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
    }

    static Euler of(SchedulerFields fields) {
        // SchedulerFields asks for it too, for pipelines whose images are only trained on; here it is for whoever draws
        // alone.
        fields.config().choice("timestep_type", Map.of("discrete", "discrete"), "discrete");
        return new Euler(
                fields.rescalableSchedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                fields.config()
                        .choice(
                                "interpolation_type",
                                Map.of("linear", Interpolation.LINEAR, "log_linear", Interpolation.LOG_LINEAR),
                                "linear"),
                fields.sigmas(),
                fields.finalSigma());
    }

    @Override
    public SigmaSampling start(int steps) {
        TimestepSpacing.requireSteps(steps, schedule.timesteps());
        NoiseLevels noise = new NoiseLevels(schedule);
        double[] timesteps = spacing.descending(schedule.timesteps(), steps, stepsOffset);
        double[] levels =
                interpolation == Interpolation.LINEAR ? SigmaGrid.levels(noise, timesteps) : logLinear(noise, steps);
        double ends = finalSigma == FinalSigma.ZERO ? 0 : noise.least();
        return new Run(SigmaGrid.of(noise, timesteps, levels, sigmas, ends));
    }

    private static double[] logLinear(NoiseLevels noise, int steps) {
        double from = Math.log(noise.most());
        double to = Math.log(noise.least());
        double[] levels = new double[steps + 1];
        for (int i = 0; i <= steps; i++) levels[i] = Math.exp(from + i / (double) steps * (to - from));
        return levels;
    }

    @Override
    public float[] addNoise(float[] x0, float[] noise, float... timesteps) {
        return SigmaSampling.addNoise(new NoiseLevels(schedule), x0, noise, timesteps);
    }

    private final class Run extends SigmaSampling {
        Run(SigmaGrid grid) {
            super(grid, spacing);
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            double[] slope = slope(i, output, sample, prediction);
            double by = sigma(i + 1) - sigma(i);
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) after[k] = (float) (sample[k] + by * slope[k]);
            return after;
        }
    }
}
