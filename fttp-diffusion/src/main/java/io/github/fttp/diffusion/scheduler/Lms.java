package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * Linear multistep on noise levels: the slopes {@code (x - x0) / sigma} of the last four steps (fewer at the beginning) make
 * a polynomial in sigma, and its integral to the next level is the step. Matches diffusers' {@code LMSDiscreteScheduler},
 * which integrates numerically what is integrated exactly here.
 *
 * @param sigmas where they are a curve it goes from the level of the first time step to that of the last
 */
record Lms(NoiseSchedule schedule, Prediction prediction, TimestepSpacing spacing, int stepsOffset, Sigmas sigmas)
        implements Scheduler {
    private static final int ORDER = 4;

    /** Gauss and Legendre's two points in [-1, 1], exact for polynomials up to degree 3, which four slopes make. */
    private static final double GAUSS = 1 / Math.sqrt(3);

    public Lms {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
    }

    static Lms of(SchedulerFields fields) {
        return new Lms(
                fields.schedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                fields.sigmas());
    }

    @Override
    public SigmaSampling start(int steps) {
        TimestepSpacing.requireSteps(steps, schedule.timesteps());
        NoiseLevels noise = new NoiseLevels(schedule);
        double[] timesteps = spacing.descending(schedule.timesteps(), steps, stepsOffset);
        return new Run(SigmaGrid.of(noise, timesteps, SigmaGrid.levels(noise, timesteps), sigmas, 0));
    }

    @Override
    public float[] addNoise(float[] x0, float[] noise, float... timesteps) {
        return SigmaSampling.addNoise(new NoiseLevels(schedule), x0, noise, timesteps);
    }

    private final class Run extends SigmaSampling {
        /** The newest first. */
        private final List<double[]> slopes = new ArrayList<>();

        Run(SigmaGrid grid) {
            super(grid, spacing);
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            slopes.add(0, slope(i, output, sample, prediction));
            if (slopes.size() > ORDER) slopes.remove(ORDER);
            double[] by = new double[sample.length];
            for (int j = 0; j < slopes.size(); j++) {
                double weight = weight(i, j);
                for (int k = 0; k < by.length; k++) by[k] += weight * slopes.get(j)[k];
            }
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) after[k] = (float) (sample[k] + by[k]);
            return after;
        }

        /** The integral of the polynomial that is 1 at the level of {@code j} steps ago and 0 at those of the others. */
        private double weight(int i, int j) {
            double half = (sigma(i + 1) - sigma(i)) / 2;
            double middle = (sigma(i + 1) + sigma(i)) / 2;
            return half * (lagrange(i, j, middle - half * GAUSS) + lagrange(i, j, middle + half * GAUSS));
        }

        private double lagrange(int i, int j, double at) {
            double product = 1;
            for (int k = 0; k < slopes.size(); k++) {
                if (k != j) product *= (at - sigma(i - k)) / (sigma(i - j) - sigma(i - k));
            }
            return product;
        }
    }
}
