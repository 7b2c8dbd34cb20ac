package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pseudo numerical methods: Liu et al. 2022. A linear multistep method of order 4 on the model's outputs, each step moving
 * by equation 11; its first outputs come from Runge-Kutta steps of four model calls each, or, as Stable Diffusion has it,
 * from lower orders, with the second time step taken twice. So a run has more model calls than steps.
 *
 * <p>A step moves over {@code train / steps} whatever the spacing. Matches diffusers' {@code PNDMScheduler}.
 *
 * @param prediction noise or velocity
 * @param alphaToOne after the last time step {@code abar} is 1; else that of time step 0
 * @param skipRungeKutta begins by lower orders
 */
record Pndm(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        boolean alphaToOne,
        boolean skipRungeKutta)
        implements Scheduler {
    private static final int ORDER = 4;

    /** Weights of the outputs, the newest first, by how many there are. */
    private static final double[][] ADAMS_BASHFORTH = {
        {1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0}, {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
    };

    /** Calls of the model in the first three steps, where they are Runge-Kutta's. */
    private static final int RUNGE_KUTTA_CALLS = 12;

    public Pndm {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
        if (prediction == Prediction.SAMPLE) {
            throw new IllegalArgumentException("prediction must be EPSILON or V, was SAMPLE");
        }
    }

    static Pndm of(SchedulerFields fields) {
        return new Pndm(
                fields.schedule(),
                fields.config()
                        .choice(
                                "prediction_type",
                                Map.of("epsilon", Prediction.EPSILON, "v_prediction", Prediction.V),
                                "epsilon"),
                fields.spacing("leading"),
                fields.stepsOffset(),
                fields.config().flag("set_alpha_to_one", false),
                fields.config().flag("skip_prk_steps", false));
    }

    /** @param steps with Runge-Kutta steps at least 4 */
    @Override
    public Sampling start(int steps) {
        int train = schedule.timesteps();
        int[] timesteps = spacing.whole(train, steps, stepsOffset);
        int stride = train / steps;
        if (skipRungeKutta) return new Run(second(timesteps), 0, stride);
        if (steps < ORDER) {
            throw new IllegalArgumentException(
                    "number of steps must be at least 4 with Runge-Kutta steps, was " + steps);
        }
        return new Run(rungeKutta(timesteps, stride / 2), RUNGE_KUTTA_CALLS, stride);
    }

    /** The second time step once more. */
    private static int[] second(int... timesteps) {
        if (timesteps.length == 1) return timesteps;
        int[] all = new int[timesteps.length + 1];
        all[0] = timesteps[0];
        all[1] = timesteps[1];
        System.arraycopy(timesteps, 1, all, 2, timesteps.length - 1);
        return all;
    }

    /** The first three in four calls each: at the time step, twice half way to the next, at the next. */
    private static int[] rungeKutta(int[] timesteps, int half) {
        int[] all = new int[RUNGE_KUTTA_CALLS + timesteps.length - 3];
        for (int i = 0; i < 3; i++) {
            all[4 * i] = timesteps[i];
            all[4 * i + 1] = timesteps[i + 1] + half;
            all[4 * i + 2] = timesteps[i + 1] + half;
            all[4 * i + 3] = timesteps[i + 1];
        }
        System.arraycopy(timesteps, 3, all, RUNGE_KUTTA_CALLS, timesteps.length - 3);
        return all;
    }

    private final class Run extends Sampling {
        private final int[] timesteps;
        private final int rungeKuttaCalls;
        private final int stride;
        /** The latest outputs that count, the newest first; at most 4. */
        private final List<float[]> outputs = new ArrayList<>();
        /** Runge-Kutta's weighted sum so far. */
        private double[] sum = {};
        /** Where a step of several calls began. */
        private float[] beginning = {};

        Run(int[] timesteps, int rungeKuttaCalls, int stride) {
            super(floats(timesteps), 1);
            this.timesteps = timesteps;
            this.rungeKuttaCalls = rungeKuttaCalls;
            this.stride = stride;
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            if (i < rungeKuttaCalls) return rungeKutta(i, output, sample);
            int t = timesteps[i];
            if (rungeKuttaCalls > 0 || i > 1) {
                remember(output);
                return moved(sample, t, t - stride, multistep());
            }
            if (i == 0) {
                remember(output);
                beginning = sample.clone();
                return moved(sample, t, t - stride, times(1, output));
            }
            // The first step again, now with the mean of the outputs at both its ends.
            double[] mean = times(0.5, output);
            for (int k = 0; k < mean.length; k++) mean[k] += 0.5 * outputs.get(0)[k];
            return moved(beginning, t + stride, t, mean);
        }

        /** Four calls lead from where the first of them began to the next time step. */
        private float[] rungeKutta(int i, float[] output, float[] sample) {
            int from = timesteps[i - i % 4];
            int half = stride / 2;
            switch (i % 4) {
                case 0 -> {
                    remember(output);
                    beginning = sample.clone();
                    sum = times(1 / 6.0, output);
                    return moved(beginning, from, timesteps[i] - half, times(1, output));
                }
                case 1, 2 -> {
                    for (int k = 0; k < sum.length; k++) sum[k] += output[k] / 3.0;
                    int to = i % 4 == 1 ? timesteps[i] : timesteps[i] - half;
                    return moved(beginning, from, to, times(1, output));
                }
                default -> {
                    for (int k = 0; k < sum.length; k++) sum[k] += output[k] / 6.0;
                    return moved(beginning, from, timesteps[i], sum);
                }
            }
        }

        private void remember(float[] output) {
            outputs.add(0, output.clone());
            if (outputs.size() > ORDER) outputs.remove(ORDER);
        }

        private static double[] times(double factor, float... output) {
            double[] product = new double[output.length];
            for (int k = 0; k < product.length; k++) product[k] = factor * output[k];
            return product;
        }

        private double[] multistep() {
            double[] weights = ADAMS_BASHFORTH[outputs.size() - 1];
            double[] combined = new double[outputs.get(0).length];
            for (int j = 0; j < weights.length; j++) {
                for (int k = 0; k < combined.length; k++) combined[k] += weights[j] * outputs.get(j)[k];
            }
            return combined;
        }

        /** Equation 11, with {@code output} for the noise between the two time steps. */
        private float[] moved(float[] sample, int from, int to, double[] output) {
            double bar = schedule.alphaCumprod(from);
            double barAfter = schedule.alphaCumprodAfter(to, alphaToOne);
            double alpha = Math.sqrt(bar);
            double sigma = Math.sqrt(1 - bar);
            double ofSample = Math.sqrt(barAfter / bar);
            double ofEpsilon =
                    (barAfter - bar) / (bar * Math.sqrt(1 - barAfter) + Math.sqrt(bar * (1 - bar) * barAfter));
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double epsilon = prediction.epsilon(output[k], sample[k], alpha, sigma);
                after[k] = (float) (ofSample * sample[k] - ofEpsilon * epsilon);
            }
            return after;
        }
    }
}
