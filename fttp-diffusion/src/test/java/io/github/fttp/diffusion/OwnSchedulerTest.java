package io.github.fttp.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.testing.Bounds;
import io.github.fttp.diffusion.scheduler.Ddim;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.scheduler.Sampling;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.scheduler.TimestepSpacing;
import org.junit.jupiter.api.Test;

/** A scheduler that the library lacks, written outside of its package. */
class OwnSchedulerTest {
    /** The step of DDIM from its geometry: both clean sample and noise stay, their shares change. */
    private record Straight(NoiseSchedule schedule, Prediction prediction) implements Scheduler {
        @Override
        public Sampling start(int steps) {
            int stride = schedule.timesteps() / steps;
            float[] timesteps = new float[steps];
            for (int i = 0; i < steps; i++) timesteps[i] = (steps - 1 - i) * stride;
            return new Sampling(timesteps, 1) {
                @Override
                protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
                    double angle = angle((int) timestep(i));
                    double next = i + 1 < steps() ? angle((int) timestep(i + 1)) : angle(0);
                    float[] after = new float[sample.length];
                    for (int k = 0; k < after.length; k++) {
                        double clean = (sample[k] - Math.sin(angle) * output[k]) / Math.cos(angle);
                        after[k] = (float) (Math.cos(next) * clean + Math.sin(next) * output[k]);
                    }
                    return after;
                }
            };
        }

        private double angle(int timestep) {
            return Math.acos(Math.sqrt(schedule.alphasCumprod()[timestep]));
        }
    }

    @Test
    void goesTheWayOfItsFormula() {
        NoiseSchedule schedule = NoiseSchedule.linear(1000, 0.0001, 0.02);
        Scheduler own = new Straight(schedule, Prediction.EPSILON);
        Scheduler ddim =
                new Ddim(schedule, Prediction.EPSILON, TimestepSpacing.LEADING, 0, false, Double.POSITIVE_INFINITY, 0);
        assertThat(run(own)).containsExactly(run(ddim), Bounds.within(1e-4f));
    }

    /** A model whose noise is half of what it sees. */
    private static float[] run(Scheduler scheduler) {
        Sampling run = scheduler.start(10);
        float[] x = {1, -0.5f, 0.25f};
        for (int i = 0; i < run.steps(); i++) {
            float[] seen = run.scaledInput(i, x);
            float[] output = new float[seen.length];
            for (int k = 0; k < output.length; k++) output[k] = seen[k] / 2;
            x = run.step(i, output, x, null);
        }
        return x;
    }
}
