package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * UniPC, a multistep predictor whose steps a corrector improves by the prediction at their end, without another call of the
 * model: Zhao et al. 2023. With {@code h = lambda' - lambda} of a step, {@code m} the predictions of clean samples (or of
 * noise, with {@code h} for {@code -h} and {@code alpha}, {@code sigma} swapped), {@code r_j} how far they lie from the
 * step's beginning in units of {@code h},
 *
 * <pre>{@code
 * x' = sigma' / sigma x - alpha' expm1(-h) m - alpha' B(h) sum_j rho_j (m_j - m) / r_j
 * sum_j rho_j r_j^(n - 1) = n! phi_(n + 1) / B(h)       for n = 1, 2, ...
 * }</pre>
 *
 * <p>where the corrector has one equation more and the prediction at the end among the {@code m_j}, with {@code r = 1}. Matches
 * diffusers' {@code UniPCMultistepScheduler}.
 *
 * @param order 1 to 9; the corrector makes it one more
 * @param predictsData whether predictions are of clean samples
 * @param kind {@code B(h)}
 * @param finalSigma {@code ZERO} only with clean samples and {@code BH2}
 * @param lowerOrderFinal the order falls to the number of steps that are left
 * @param uncorrected steps, from 0, whose end is not corrected
 */
record UniPc(
        NoiseSchedule schedule,
        Prediction prediction,
        TimestepSpacing spacing,
        int stepsOffset,
        int order,
        boolean predictsData,
        Kind kind,
        Sigmas sigmas,
        FinalSigma finalSigma,
        boolean lowerOrderFinal,
        Set<Integer> uncorrected)
        implements Scheduler {
    /** {@code B(h)}. */
    public enum Kind {
        /** {@code h}. */
        BH1,

        /** {@code expm1(h)}. */
        BH2
    }

    private static final int MOST_ORDER = 9;

    public UniPc {
        schedule = schedule.withoutZero();
        uncorrected = Set.copyOf(uncorrected);
        Check.atLeast(0, stepsOffset, "steps offset");
        if (order < 1 || order > MOST_ORDER) {
            throw new IllegalArgumentException("order must be from 1 to " + MOST_ORDER + ", was " + order);
        }
        // The last step would be infinity times 0.
        boolean finite = predictsData && kind == Kind.BH2 && (lowerOrderFinal || order == 1);
        if (finalSigma == FinalSigma.ZERO && !finite) {
            throw new IllegalArgumentException(
                    "a run can end without noise only with predictions of clean samples, BH2 and a falling order");
        }
    }

    static UniPc of(SchedulerFields fields) {
        ConfigFields config = fields.config();
        fields.refuseFlowAndThresholds();
        config.mustBeOff("solver_p");
        config.mustBeOff("shift_terminal");
        Kind kind = config.choice(
                "solver_type",
                Map.of("bh1", Kind.BH1, "bh2", Kind.BH2, "midpoint", Kind.BH2, "heun", Kind.BH2, "logrho", Kind.BH2),
                "bh2");
        boolean predictsData = config.flag("predict_x0", true);
        boolean lowerOrderFinal = config.flag("lower_order_final", true);
        int order = fields.order(MOST_ORDER);
        FinalSigma end = fields.finalSigma();
        if (end == FinalSigma.ZERO) {
            String cause = kind == Kind.BH1 ? "solver_type bh1" : "";
            if (!predictsData) cause = "predict_x0 false";
            if (cause.isEmpty() && !lowerOrderFinal && order > 1) cause = "lower_order_final false";
            if (!cause.isEmpty()) {
                throw config.json()
                        .refuse("final_sigmas_type is zero, which with " + cause
                                + " has no result in the reference, expected sigma_min");
            }
        }
        return new UniPc(
                fields.rescalableSchedule(),
                fields.prediction(),
                fields.spacing("linspace"),
                fields.stepsOffset(),
                order,
                predictsData,
                kind,
                fields.sigmas(),
                end,
                lowerOrderFinal,
                uncorrected(config));
    }

    private static Set<Integer> uncorrected(ConfigFields config) {
        Set<Integer> steps = new TreeSet<>();
        if (!config.has("disable_corrector")) return steps;
        for (Json step : config.json().field("disable_corrector").items()) steps.add(step.count(0));
        return steps;
    }

    @Override
    public SolverSampling start(int steps) {
        SolverGrid grid = SolverGrid.of(schedule, spacing, schedule.timesteps(), steps, stepsOffset, sigmas);
        return new Run(grid.endingAt(finalSigma, schedule, sigmas));
    }

    private final class Run extends SolverSampling {
        /** The newest first; as many as the order. */
        private final List<float[]> predictions = new ArrayList<>();
        /** The state that the step before began with, and its order. */
        private float[] before = {};

        private int orderBefore;

        Run(SolverGrid grid) {
            super(grid);
        }

        @Override
        protected float[] advance(int i, float[] output, float[] sample, Noise noise) {
            float[] predicted = SolverFormula.predicted(predictsData, prediction, output, sample, level(i));
            float[] x = sample;
            if (i > 0 && !uncorrected.contains(i - 1)) x = moved(i - 1, before, orderBefore, predicted);
            predictions.add(0, predicted);
            if (predictions.size() > order) predictions.remove(order);
            int known = Math.min(order, i + 1);
            before = x.clone();
            orderBefore = lowerOrderFinal ? Math.min(known, steps() - i) : known;
            return moved(i, before, orderBefore);
        }

        /** Step {@code i} from {@code x}, with the prediction at its end where there is one. */
        private float[] moved(int i, float[] x, int used, float[]... atEnd) {
            Level from = level(i);
            Level to = level(i + 1);
            double h = to.lambda() - from.lambda();
            // A last step from the lowest level to itself.
            if (h == 0) return x.clone();
            double hh = predictsData ? -h : h;
            double keep = predictsData ? to.sigma() / from.sigma() : to.alpha() / from.alpha();
            double gain = predictsData ? to.alpha() : to.sigma();
            List<float[]> others = new ArrayList<>(predictions.subList(1, used));
            double[] r = new double[used - 1 + atEnd.length];
            for (int j = 1; j < used; j++) r[j - 1] = (level(i - j).lambda() - from.lambda()) / h;
            if (atEnd.length > 0) {
                others.add(atEnd[0]);
                r[used - 1] = 1;
            }
            double[] rho = r.length == 0 ? r : rho(hh, r);
            double ofOthers = r.length == 0 ? 0 : -gain * scale(hh);
            float[] after = new float[x.length];
            for (int k = 0; k < after.length; k++) {
                double newest = predictions.get(0)[k];
                double sum = keep * x[k] - gain * Math.expm1(hh) * newest;
                for (int j = 0; j < rho.length; j++) {
                    sum += ofOthers * rho[j] * (others.get(j)[k] - newest) / r[j];
                }
                after[k] = (float) sum;
            }
            return after;
        }

        private double scale(double hh) {
            return kind == Kind.BH1 ? hh : Math.expm1(hh);
        }

        /** Solves for the shares of the differences; a single one has a half, as the reference simplifies it. */
        private double[] rho(double hh, double... r) {
            int n = r.length;
            if (n == 1) return new double[] {0.5};
            double[][] rows = new double[n][n + 1];
            double phi = Math.expm1(hh) / hh - 1;
            double factorial = 1;
            for (int row = 0; row < n; row++) {
                for (int j = 0; j < n; j++) rows[row][j] = Math.pow(r[j], row);
                rows[row][n] = phi * factorial / scale(hh);
                factorial *= row + 2;
                phi = phi / hh - 1 / factorial;
            }
            return solved(rows);
        }
    }

    /** Gauss' elimination with pivots: {@code [n, n + 1]}, the right side last. */
    private static double[] solved(double[]... rows) {
        int n = rows.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int i = c + 1; i < n; i++) if (Math.abs(rows[i][c]) > Math.abs(rows[pivot][c])) pivot = i;
            double[] row = rows[pivot];
            rows[pivot] = rows[c];
            rows[c] = row;
            for (int i = 0; i < n; i++) {
                if (i == c) continue;
                double factor = rows[i][c] / row[c];
                for (int j = c; j <= n; j++) rows[i][j] -= factor * row[j];
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) solution[i] = rows[i][n] / rows[i][i];
        return solution;
    }
}
