package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.io.ConfigFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * DPM-Solver and DPM-Solver++, singlestep: Lu et al. 2022a and 2022b. Steps come in groups, of orders 1, 2 or 1, 2, 3; a step
 * of order above 1 starts again from where its group began, and takes the predictions {@code m} within the group for the
 * derivatives of {@link SolverFormula}. With {@code r_j} the share of the step that lies before the prediction {@code m_j},
 *
 * <pre>{@code
 * order 2: D0 = m1, D1 = (m0 - m1) / r0                     times first / 2 (MIDPOINT) or second (HEUN)
 * order 3: D0 = m2, d0 = (m0 - m2) / r0, d1 = (m1 - m2) / r1
 *          MIDPOINT: D1 = d0
 *          HEUN:     D1 = (r0 d1 - r1 d0) / (r0 - r1), D2 = 2 (d0 - d1) / (r0 - r1)
 * }</pre>
 *
 * <p>Time steps are always spread evenly. Matches diffusers' {@code DPMSolverSinglestepScheduler}.
 *
 * @param formula of the stochastic ones only {@code DATA_STOCHASTIC}
 * @param order 1 to 3
 * @param finalSigma {@code ZERO} only where the formula takes the clean sample
 * @param lowerOrderFinal the last group ends in lower orders; so it does anyway where the run ends without noise or the
 *     number of steps is not a multiple of the order
 * @param leastLambda time steps with a lower lambda are left out; negative infinity for none
 */
record DpmSolverSinglestep(
        NoiseSchedule schedule,
        Prediction prediction,
        SolverFormula formula,
        int order,
        DpmSolver.Kind kind,
        Sigmas sigmas,
        FinalSigma finalSigma,
        boolean lowerOrderFinal,
        double leastLambda)
        implements Scheduler {
    public DpmSolverSinglestep {
        schedule = schedule.withoutZero();
        DpmSolver.require(order, formula, finalSigma, leastLambda);
        if (formula == SolverFormula.NOISE_STOCHASTIC) {
            throw new IllegalArgumentException("formula must not be NOISE_STOCHASTIC in single steps");
        }
    }

    static DpmSolverSinglestep of(SchedulerFields fields) {
        ConfigFields config = fields.config();
        fields.refuseFlowAndThresholds();
        fields.refuseLearnedVariance();
        SolverFormula formula = config.choice(
                "algorithm_type",
                Map.of(
                        "dpmsolver++", SolverFormula.DATA,
                        "deis", SolverFormula.DATA,
                        "dpmsolver", SolverFormula.NOISE,
                        "sde-dpmsolver++", SolverFormula.DATA_STOCHASTIC),
                "dpmsolver++");
        return new DpmSolverSinglestep(
                fields.schedule(),
                fields.prediction(),
                formula,
                fields.order(3),
                fields.solverKind(),
                fields.sigmas(),
                fields.finalSigma(formula),
                config.flag("lower_order_final", false),
                fields.leastLambda());
    }

    @Override
    public SolverSampling start(int steps) {
        int kept = Level.kept(schedule, leastLambda);
        SolverGrid grid = SolverGrid.of(schedule, TimestepSpacing.LINSPACE, kept, steps, 0, sigmas);
        // The level of time step 0 even where the levels are a curve's: they end there by themselves.
        return new Run(grid.endingAt(finalSigma, schedule, Sigmas.ofTimesteps()), orders(steps));
    }

    /** The order of each step. */
    int[] orders(int steps) {
        int[] orders = new int[steps];
        Arrays.setAll(orders, i -> 1 + i % order);
        boolean lower = lowerOrderFinal || finalSigma == FinalSigma.ZERO || steps % order != 0;
        // A last group that is whole gives up its highest order: 1, 1 in place of 1, 2, and 1, 2, 1 of 1, 2, 3.
        if (lower && steps % order == 0) orders[steps - 1] = 1;
        if (finalSigma == FinalSigma.ZERO) orders[steps - 1] = 1;
        return orders;
    }

    private final class Run extends SolverSampling {
        private final int[] orders;
        /** Predictions of the group so far, the newest first. */
        private final List<float[]> predictions = new ArrayList<>();
        /** Where the group began. */
        private float[] beginning = {};

        Run(SolverGrid grid, int... orders) {
            super(grid);
            this.orders = orders;
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            predictions.add(0, formula.predicted(prediction, output, sample, level(i)));
            if (predictions.size() > order) predictions.remove(order);
            int used = orders[i];
            if (used == 1) beginning = sample.clone();
            Level from = level(i - used + 1);
            Level to = level(i + 1);
            float[] drawn = formula.isStochastic() ? draw(noise, sample) : new float[sample.length];
            // A last step from the lowest level to itself: nothing is left to integrate.
            if (to.lambda() == from.lambda()) return sample.clone();
            SolverFormula.Weights by = formula.between(from, to);
            double[] weights = weights(i, used, by);
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double sum = by.keep() * beginning[k] + by.noise() * drawn[k];
                for (int j = 0; j < used; j++) sum += weights[j] * predictions.get(j)[k];
                after[k] = (float) sum;
            }
            return after;
        }

        /** The predictions, the newest first. */
        private double[] weights(int i, int used, SolverFormula.Weights by) {
            if (used == 1) return new double[] {by.first()};
            double start = level(i - used + 1).lambda();
            double h = level(i + 1).lambda() - start;
            double r0 = (level(i).lambda() - start) / h;
            boolean midpoint = kind == DpmSolver.Kind.MIDPOINT;
            if (used == 2) {
                double ofD1 = (midpoint ? 0.5 * by.first() : by.second()) / r0;
                return new double[] {ofD1, by.first() - ofD1};
            }
            double r1 = (level(i - 1).lambda() - start) / h;
            double ofd0 = midpoint ? by.second() : (2 * by.third() - r1 * by.second()) / (r0 - r1);
            double ofd1 = midpoint ? 0 : (r0 * by.second() - 2 * by.third()) / (r0 - r1);
            return new double[] {ofd0 / r0, ofd1 / r1, by.first() - ofd0 / r0 - ofd1 / r1};
        }
    }
}
