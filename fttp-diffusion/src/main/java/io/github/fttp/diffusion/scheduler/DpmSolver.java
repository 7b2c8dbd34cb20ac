package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.ConfigFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * DPM-Solver and DPM-Solver++, multistep: Lu et al. 2022b, algorithm 2. With {@code lambda = log(alpha / sigma)} and
 * {@code h = lambda' - lambda} of a step, the predictions {@code m} of the last steps, which lie {@code r_j h} apart, give
 * the derivatives of {@link SolverFormula}:
 *
 * <pre>{@code
 * order 2: D0 = m0, D1 = (m0 - m1) / r0                     times first / 2 (MIDPOINT) or second (HEUN)
 * order 3: a = (m0 - m1) / r0, b = (m1 - m2) / r1,
 *          D1 = a + (a - b) r0 / (r0 + r1), D2 = (a - b) / (r0 + r1)
 * }</pre>
 *
 * <p>The first steps are of lower order. Matches diffusers' {@code DPMSolverMultistepScheduler}.
 *
 * @param formula of {@code NOISE_STOCHASTIC} only orders 1 and 2
 * @param order 1 to 3
 * @param sigmas where they are a curve it goes over all of training
 * @param whole the noise levels are those of whole time steps, also Karras', of which some then fall together: diffusers
 *     before 0.22
 * @param finalSigma {@code ZERO} only where the formula takes the clean sample
 * @param lowerOrderFinal the last two steps are at most of order 2 and 1 where there are fewer than 15
 * @param eulerAtFinal the last step is always of order 1; as it is where it ends without noise
 * @param leastLambda time steps with a lower lambda are left out; negative infinity for none
 */
record DpmSolver(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        SolverFormula formula,
        int order,
        Kind kind,
        Sigmas sigmas,
        boolean whole,
        FinalSigma finalSigma,
        boolean lowerOrderFinal,
        boolean eulerAtFinal,
        double leastLambda)
        implements Scheduler {
    /** How the second order uses the derivative. */
    public enum Kind {
        MIDPOINT,
        HEUN
    }

    public DpmSolver {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
        require(order, formula, finalSigma, leastLambda);
        if (order == 3 && formula == SolverFormula.NOISE_STOCHASTIC) {
            throw new IllegalArgumentException("order must be 1 or 2 with NOISE_STOCHASTIC, was 3");
        }
    }

    static void require(int order, SolverFormula formula, FinalSigma finalSigma, double leastLambda) {
        if (order < 1 || order > 3) throw new IllegalArgumentException("order must be from 1 to 3, was " + order);
        if (Double.isNaN(leastLambda)) throw new IllegalArgumentException("least lambda must be a number, was NaN");
        if (finalSigma == FinalSigma.ZERO && !formula.predictsData()) {
            throw new IllegalArgumentException("a run of " + formula + " cannot end without noise");
        }
    }

    static DpmSolver of(SchedulerFields fields) {
        ConfigFields config = fields.config();
        fields.refuseFlowAndThresholds();
        fields.refuseLearnedVariance();
        SolverFormula formula = config.choice(
                "algorithm_type",
                Map.of(
                        "dpmsolver++", SolverFormula.DATA,
                        "deis", SolverFormula.DATA,
                        "dpmsolver", SolverFormula.NOISE,
                        "sde-dpmsolver++", SolverFormula.DATA_STOCHASTIC,
                        "sde-dpmsolver", SolverFormula.NOISE_STOCHASTIC),
                "dpmsolver++");
        // The runs of versions without the field end at time step 0.
        boolean old = fields.isBefore(26) && !config.has("final_sigmas_type");
        return new DpmSolver(
                fields.rescalableSchedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                formula,
                fields.order(formula == SolverFormula.NOISE_STOCHASTIC ? 2 : 3),
                fields.solverKind(),
                fields.sigmasOrLu(),
                old && fields.isBefore(22),
                old ? FinalSigma.MIN : fields.finalSigma(formula),
                config.flag("lower_order_final", true),
                config.flag("euler_at_final", false),
                fields.leastLambda());
    }

    @Override
    public SolverSampling start(int steps) {
        int kept = Level.kept(schedule, leastLambda);
        SolverGrid grid = SolverGrid.of(schedule, spacing, kept, steps, stepsOffset, sigmas);
        if (whole && !sigmas.areOfTimesteps()) grid = atWholeTimesteps(grid);
        return new Run(grid.endingAt(finalSigma, schedule, Sigmas.ofTimesteps()));
    }

    private SolverGrid atWholeTimesteps(SolverGrid grid) {
        return SolverGrid.at(
                schedule, Arrays.stream(grid.timesteps()).distinct().toArray());
    }

    private final class Run extends SolverSampling {
        /** Predictions, the newest first; as many as the order. */
        private final List<float[]> predictions = new ArrayList<>();

        Run(SolverGrid grid) {
            super(grid);
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            Level from = level(i);
            Level to = level(i + 1);
            predictions.add(0, formula.predicted(prediction, output, sample, from));
            if (predictions.size() > order) predictions.remove(order);
            float[] drawn = formula.isStochastic() ? draw(noise, sample) : new float[sample.length];
            double h = to.lambda() - from.lambda();
            // A last step from time step 0 to time step 0: the higher orders divide by h.
            if (h == 0) return sample.clone();
            SolverFormula.Weights by = formula.between(from, to);
            double[] weights = weights(i, h, by);
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double sum = by.keep() * sample[k] + by.noise() * drawn[k];
                for (int j = 0; j < weights.length; j++)
                    sum += weights[j] * predictions.get(j)[k];
                after[k] = (float) sum;
            }
            return after;
        }

        /** The predictions, the newest first. */
        private double[] weights(int i, double h, SolverFormula.Weights by) {
            int used = orderOf(i);
            if (used == 1) return new double[] {by.first()};
            double r0 = (level(i).lambda() - level(i - 1).lambda()) / h;
            if (used == 2) {
                double ofD1 = (kind == Kind.MIDPOINT ? 0.5 * by.first() : by.second()) / r0;
                return new double[] {by.first() + ofD1, -ofD1};
            }
            double r1 = (level(i - 1).lambda() - level(i - 2).lambda()) / h;
            double ofB = -(by.second() * r0 + by.third()) / (r0 + r1);
            double ofA = by.second() - ofB;
            return new double[] {by.first() + ofA / r0, ofB / r1 - ofA / r0, -ofB / r1};
        }

        private int orderOf(int i) {
            boolean first = i == steps() - 1 && (eulerAtFinal || finalSigma == FinalSigma.ZERO);
            return first ? 1 : order(i, order, lowerOrderFinal);
        }
    }
}
