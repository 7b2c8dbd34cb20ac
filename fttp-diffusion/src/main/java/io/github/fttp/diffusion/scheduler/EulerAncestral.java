package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.Map;

/**
 * Euler's method with fresh noise in each step: it goes below the next noise level, to {@code down}, and noise of the level
 * {@code up} brings it back.
 *
 * <pre>{@code
 * up^2 = sigma'^2 (sigma^2 - sigma'^2) / sigma^2      down^2 = sigma'^2 - up^2
 * x' = x + (down - sigma) (x - x0) / sigma + up noise
 * }</pre>
 *
 * <p>The last step ends without noise, but draws some. Matches diffusers' {@code EulerAncestralDiscreteScheduler}.
 *
 * @param prediction noise or velocity
 */
record EulerAncestral(NoiseSchedule schedule, Prediction prediction, TimestepSpacing spacing, int stepsOffset)
        implements Scheduler {
    public EulerAncestral {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
        if (prediction == Prediction.SAMPLE) {
            throw new IllegalArgumentException("prediction must be EPSILON or V, was SAMPLE");
        }
    }

    static EulerAncestral of(SchedulerFields fields) {
        return new EulerAncestral(
                fields.rescalableSchedule(),
                fields.config()
                        .choice(
                                "prediction_type",
                                Map.of("epsilon", Prediction.EPSILON, "v_prediction", Prediction.V),
                                "epsilon"),
                fields.spacing("linspace"),
                fields.stepsOffset());
    }

    @Override
    public SigmaSampling start(int steps) {
        TimestepSpacing.requireSteps(steps, schedule.timesteps());
        NoiseLevels noise = new NoiseLevels(schedule);
        double[] timesteps = spacing.descending(schedule.timesteps(), steps, stepsOffset);
        double[] levels = SigmaGrid.levels(noise, timesteps);
        return new Run(SigmaGrid.of(noise, timesteps, levels, Sigmas.ofTimesteps(), 0));
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
            double from = sigma(i);
            double to = sigma(i + 1);
            double up = to * Math.sqrt((from * from - to * to) / (from * from));
            double by = Math.sqrt(to * to - up * up) - from;
            double[] slope = slope(i, output, sample, prediction);
            float[] drawn = draw(noise, sample);
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) after[k] = (float) (sample[k] + by * slope[k] + up * drawn[k]);
            return after;
        }
    }
}
