package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.ConfigFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Diffusion exponential integrator sampler, multistep in {@code log rho}: Zhang and Chen 2023. With
 * {@code x = alpha x0 + sigma noise} and {@code rho = sigma / alpha}, along the path {@code d(x / alpha) = noise drho}; the
 * predicted noises of the last steps make a polynomial in {@code log rho}, whose integral is the step:
 *
 * <pre>{@code x' / alpha' = x / alpha + sum_j noise_j integral from rho to rho' of L_j(log r) dr}</pre>
 *
 * <p>with Lagrange's polynomials {@code L_j}. The first steps are of lower order. Matches diffusers'
 * {@code DEISMultistepScheduler}.
 *
 * @param order 1 to 3
 * @param lowerOrderFinal the last two steps are at most of order 2 and 1 where there are fewer than 15
 */
record Deis(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        int order,
        Sigmas sigmas,
        boolean lowerOrderFinal)
        implements Scheduler {
    public Deis {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
        if (order < 1 || order > 3) throw new IllegalArgumentException("order must be from 1 to 3, was " + order);
    }

    static Deis of(SchedulerFields fields) {
        ConfigFields config = fields.config();
        fields.refuseFlowAndThresholds();
        // The other names are those of solvers that the reference replaces by this one.
        config.choice("algorithm_type", Map.of("deis", true, "dpmsolver", true, "dpmsolver++", true), "deis");
        config.choice(
                "solver_type",
                Map.of("logrho", true, "midpoint", true, "heun", true, "bh1", true, "bh2", true),
                "logrho");
        return new Deis(
                fields.schedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                fields.order(3),
                fields.sigmas(),
                config.flag("lower_order_final", true));
    }

    @Override
    public SolverSampling start(int steps) {
        SolverGrid grid = SolverGrid.of(schedule, spacing, schedule.timesteps(), steps, stepsOffset, sigmas);
        return new Run(grid.endingAt(FinalSigma.MIN, schedule, sigmas));
    }

    private final class Run extends SolverSampling {
        /** Predicted noises, the newest first; as many as the order. */
        private final List<float[]> noises = new ArrayList<>();

        Run(SolverGrid grid) {
            super(grid);
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            Level from = level(i);
            Level to = level(i + 1);
            noises.add(0, SolverFormula.predicted(false, prediction, output, sample, from));
            if (noises.size() > order) noises.remove(order);
            double[] weights = weights(i, order(i, order, lowerOrderFinal));
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double sum = sample[k] / from.alpha();
                for (int j = 0; j < weights.length; j++) sum += weights[j] * noises.get(j)[k];
                after[k] = (float) (to.alpha() * sum);
            }
            return after;
        }

        /** The predicted noises, the newest first. */
        private double[] weights(int i, int used) {
            double rho = sigma(i);
            double to = sigma(i + 1);
            if (used == 1) return new double[] {to - rho};
            double[] weights = new double[used];
            for (int j = 0; j < used; j++) {
                double[] others = new double[used - 1];
                double product = 1;
                for (int k = 0, n = 0; k < used; k++) {
                    if (k == j) continue;
                    others[n++] = Math.log(sigma(i - k));
                    product *= Math.log(sigma(i - j)) - Math.log(sigma(i - k));
                }
                weights[j] = (integral(to, others) - integral(rho, others)) / product;
            }
            return weights;
        }

        /** {@code integral of prod_k (log r - logs_k) dr} for one or two logarithms. */
        private static double integral(double r, double... logs) {
            double log = Math.log(r);
            if (logs.length == 1) return r * (log - logs[0] - 1);
            return r * (log * log - 2 * log + 2 - (logs[0] + logs[1]) * (log - 1) + logs[0] * logs[1]);
        }
    }
}
