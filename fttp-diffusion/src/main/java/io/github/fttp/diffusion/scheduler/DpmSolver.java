package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * DPM-Solver++, multistep: Lu et al. 2022b, algorithm 2. With {@code x = alpha x0 + sigma noise},
 * {@code lambda = log(alpha / sigma)} and {@code h = lambda' - lambda} of a step, the predicted clean samples {@code m} of the
 * last steps give the derivatives {@code D} of {@code m} by {@code lambda}, and
 *
 * <pre>{@code
 * x' = sigma' / sigma x - alpha' (e^-h - 1) m
 *      + alpha' ((e^-h - 1) / h + 1) D1              order 2 of kind HEUN, order 3
 *      - alpha' (e^-h - 1) / 2 D1                    order 2 of kind MIDPOINT
 *      - alpha' ((e^-h - 1 + h) / h^2 - 1 / 2) D2    order 3
 * }</pre>
 *
 * <p>The first steps are of lower order. Matches diffusers' {@code DPMSolverMultistepScheduler} with {@code algorithm_type}
 * {@code dpmsolver++}.
 *
 * @param order 1 to 3
 * @param karras noise levels by Karras et al. 2022, equation 5, over all of training
 * @param whole the noise levels are those of whole time steps, also Karras', of which some then fall together: diffusers
 *     before 0.22
 * @param lowerOrderFinal the last two steps are at most of order 2 and 1 where there are fewer than 15
 * @param eulerAtFinal the last step is always of order 1; as it is where it ends without noise
 * @param leastLambda time steps with a lower lambda are left out; negative infinity for none
 */
public record DpmSolver(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        int order,
        Kind kind,
        boolean karras,
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

    private static final int FEW_STEPS = 15;

    public DpmSolver {
        schedule = schedule.withoutZero();
        Check.atLeast(0, stepsOffset, "steps offset");
        if (order < 1 || order > 3) throw new IllegalArgumentException("order must be from 1 to 3, was " + order);
        if (Double.isNaN(leastLambda)) throw new IllegalArgumentException("least lambda must be a number, was NaN");
    }

    static DpmSolver of(SchedulerFields fields) {
        ConfigFields config = fields.config();
        fields.refuseOtherSigmas();
        for (String off : new String[] {"thresholding", "use_lu_lambdas", "use_flow_sigmas", "use_dynamic_shifting"}) {
            config.mustBeOff(off);
        }
        // The other names are those of solvers that the reference replaces by these two.
        config.choice("algorithm_type", Map.of("dpmsolver++", "dpmsolver++", "deis", "dpmsolver++"), "dpmsolver++");
        Kind kind = config.choice(
                "solver_type",
                Map.of(
                        "midpoint", Kind.MIDPOINT,
                        "heun", Kind.HEUN,
                        "logrho", Kind.MIDPOINT,
                        "bh1", Kind.MIDPOINT,
                        "bh2", Kind.MIDPOINT),
                "midpoint");
        fields.refuseLearnedVariance();
        // Without the field the configuration is older than it is, and its runs end at time step 0.
        boolean old = !config.has("final_sigmas_type");
        return new DpmSolver(
                fields.rescalableSchedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                config.has("solver_order")
                        ? (int) config.json().field("solver_order").whole(1, 3)
                        : 2,
                kind,
                config.flag("use_karras_sigmas", false),
                old,
                old ? FinalSigma.MIN : fields.finalSigma(),
                config.flag("lower_order_final", true),
                config.flag("euler_at_final", false),
                leastLambda(config));
    }

    /** The one number that may be infinite. */
    private static double leastLambda(ConfigFields config) {
        if (!config.has("lambda_min_clipped")) return Double.NEGATIVE_INFINITY;
        Json field = config.json().field("lambda_min_clipped");
        boolean none = field.isNumber() && field.node().doubleValue() == Double.NEGATIVE_INFINITY;
        return none ? Double.NEGATIVE_INFINITY : field.number();
    }

    @Override
    public Sampling start(int steps) {
        int train = schedule.timesteps();
        int kept = kept();
        int most = spacing == TimestepSpacing.TRAILING || karras ? train : kept - 1;
        TimestepSpacing.requireSteps(steps, most);
        if (karras) return karras(steps);
        double[] points =
                switch (spacing) {
                    // One more than steps, the last of which is where the run ends.
                    case LINSPACE -> Arrays.copyOf(TimestepSpacing.linspace(kept - 1, steps + 1), steps);
                    case LEADING ->
                        Arrays.copyOf(TimestepSpacing.leading(kept / (steps + 1), steps + 1, stepsOffset), steps);
                    case TRAILING -> {
                        int n = (int) (((long) kept * steps + train - 1) / train);
                        yield TimestepSpacing.trailing(kept, train / (double) steps, n);
                    }
                };
        int[] timesteps = TimestepSpacing.rounded(train, points);
        List<Level> levels = new ArrayList<>();
        for (int t : timesteps) levels.add(Level.ofTimestep(schedule, t));
        return new Run(timesteps, levels);
    }

    /** How many time steps of training have no lower lambda than the least. */
    private int kept() {
        int kept = schedule.timesteps();
        while (kept > 0 && Level.ofTimestep(schedule, kept - 1).lambda < leastLambda) kept--;
        if (kept < 2) {
            throw new IllegalArgumentException("least lambda must leave two time steps, leaves " + kept + " of "
                    + schedule.timesteps() + ", was " + leastLambda);
        }
        return kept;
    }

    private Sampling karras(int steps) {
        NoiseLevels noise = new NoiseLevels(schedule);
        double[] sigmas = NoiseLevels.karras(noise.most(), noise.least(), steps);
        List<Integer> timesteps = new ArrayList<>();
        List<Level> levels = new ArrayList<>();
        for (double sigma : sigmas) {
            int t = (int) Math.rint(noise.timestep(sigma));
            if (whole && !timesteps.isEmpty() && timesteps.get(timesteps.size() - 1) == t) continue;
            timesteps.add(t);
            levels.add(whole ? Level.ofTimestep(schedule, t) : Level.ofSigma((float) sigma));
        }
        return new Run(timesteps.stream().mapToInt(Integer::intValue).toArray(), levels);
    }

    /** How much of the sample and of noise there is, and the logarithm of their ratio. */
    private record Level(double alpha, double sigma, double lambda) {
        static final Level NO_NOISE = new Level(1, 0, Double.POSITIVE_INFINITY);

        static Level ofTimestep(NoiseSchedule schedule, int t) {
            double bar = schedule.alphaCumprod(t);
            return new Level(Math.sqrt(bar), Math.sqrt(1 - bar), 0.5 * Math.log(bar / (1 - bar)));
        }

        static Level ofSigma(double sigma) {
            double alpha = 1 / Math.sqrt(sigma * sigma + 1);
            return new Level(alpha, sigma * alpha, -Math.log(sigma));
        }
    }

    private final class Run extends Sampling {
        /** Of each step, and the one that the last ends at. */
        private final List<Level> levels;
        /** Predicted clean samples, the newest first; as many as the order. */
        private final List<float[]> clean = new ArrayList<>();

        Run(int[] timesteps, List<Level> levels) {
            super(floats(timesteps), 1);
            this.levels = levels;
            levels.add(finalSigma == FinalSigma.ZERO ? Level.NO_NOISE : Level.ofTimestep(schedule, 0));
        }

        @Override
        float[] advance(int i, float[] output, float[] sample, Noise noise) {
            Level from = levels.get(i);
            Level to = levels.get(i + 1);
            float[] x0 = new float[sample.length];
            for (int k = 0; k < x0.length; k++) {
                x0[k] = (float) prediction.x0(output[k], sample[k], from.alpha, from.sigma);
            }
            clean.add(0, x0);
            if (clean.size() > order) clean.remove(order);
            double h = to.lambda - from.lambda;
            // A last step from time step 0 to time step 0: the higher orders divide by h.
            if (h == 0) return sample.clone();
            double[] weights = weights(i, h, to.alpha);
            float[] after = new float[sample.length];
            for (int k = 0; k < after.length; k++) {
                double sum = to.sigma / from.sigma * sample[k];
                for (int j = 0; j < weights.length; j++) sum += weights[j] * clean.get(j)[k];
                after[k] = (float) sum;
            }
            return after;
        }

        /** Of the predicted clean samples, the newest first. */
        private double[] weights(int i, double h, double alpha) {
            double first = -alpha * Math.expm1(-h);
            int used = orderOf(i);
            if (used == 1) return new double[] {first};
            double second = alpha * (Math.expm1(-h) / h + 1);
            double r0 = (levels.get(i).lambda - levels.get(i - 1).lambda) / h;
            if (used == 2) {
                // D1 = (m0 - m1) / r0
                double ofD1 = (kind == Kind.MIDPOINT ? 0.5 * first : second) / r0;
                return new double[] {first + ofD1, -ofD1};
            }
            double third = -alpha * ((Math.expm1(-h) + h) / (h * h) - 0.5);
            double r1 = (levels.get(i - 1).lambda - levels.get(i - 2).lambda) / h;
            // a = (m0 - m1) / r0 and b = (m1 - m2) / r1 make D1 = a + (a - b) r0 / (r0 + r1), D2 = (a - b) / (r0 + r1)
            double ofB = -(second * r0 + third) / (r0 + r1);
            double ofA = second - ofB;
            return new double[] {first + ofA / r0, ofB / r1 - ofA / r0, -ofB / r1};
        }

        private int orderOf(int i) {
            int known = Math.min(order, i + 1);
            boolean lower = lowerOrderFinal && steps() < FEW_STEPS;
            if (i == steps() - 1 && (lower || eulerAtFinal || finalSigma == FinalSigma.ZERO)) return 1;
            return i == steps() - 2 && lower ? Math.min(known, 2) : known;
        }
    }
}
