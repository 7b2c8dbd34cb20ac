package io.github.fttp.diffusion.scheduler;

/**
 * Formulas by what of a step DPM-Solver integrates exactly, and by what it takes from the model's predictions {@code m}. With
 * {@code lambda = log(alpha / sigma)} and {@code h = lambda' - lambda} of the step, {@code D0} a prediction and
 * {@code D1}, {@code D2} its derivatives by the share of the step,
 *
 * <pre>{@code x' = keep x + first D0 + second D1 + third D2 + noise z}</pre>
 */
enum SolverFormula {
    /** DPM-Solver++ (Lu et al. 2022b): the clean sample is predicted. */
    DATA {
        @Override
        Weights between(Level from, Level to) {
            double h = to.lambda() - from.lambda();
            double e = Math.expm1(-h);
            return new Weights(
                    to.sigma() / from.sigma(),
                    -to.alpha() * e,
                    to.alpha() * (e / h + 1),
                    -to.alpha() * ((e + h) / (h * h) - 0.5),
                    0);
        }
    },

    /** DPM-Solver (Lu et al. 2022a): the noise is predicted. */
    NOISE {
        @Override
        Weights between(Level from, Level to) {
            double h = to.lambda() - from.lambda();
            double e = Math.expm1(h);
            return new Weights(
                    to.alpha() / from.alpha(),
                    -to.sigma() * e,
                    -to.sigma() * (e / h - 1),
                    -to.sigma() * ((e - h) / (h * h) - 0.5),
                    0);
        }
    },

    /** DPM-Solver++ on the stochastic equation: each step also adds noise. */
    DATA_STOCHASTIC {
        @Override
        Weights between(Level from, Level to) {
            double h = to.lambda() - from.lambda();
            double e = Math.expm1(-2 * h);
            return new Weights(
                    to.sigma() / from.sigma() * Math.exp(-h),
                    -to.alpha() * e,
                    to.alpha() * (e / (2 * h) + 1),
                    // The sign of 1/2 is the reference's; it is not that of the deterministic formula.
                    -to.alpha() * ((e + 2 * h) / (4 * h * h) + 0.5),
                    to.sigma() * Math.sqrt(-e));
        }
    },

    /** DPM-Solver on the stochastic equation; of order 1 or 2. */
    NOISE_STOCHASTIC {
        @Override
        Weights between(Level from, Level to) {
            double h = to.lambda() - from.lambda();
            double e = Math.expm1(h);
            return new Weights(
                    to.alpha() / from.alpha(),
                    -2 * to.sigma() * e,
                    -2 * to.sigma() * (e / h - 1),
                    Double.NaN,
                    to.sigma() * Math.sqrt(Math.expm1(2 * h)));
        }
    };

    /** The factors of the parts of a step; {@code second} and {@code third} mean nothing in a step of order 1. */
    record Weights(double keep, double first, double second, double third, double noise) {}

    abstract Weights between(Level from, Level to);

    /** Whether the prediction is of the clean sample. */
    public final boolean predictsData() {
        return this == DATA || this == DATA_STOCHASTIC;
    }

    /** Whether steps add noise. */
    public final boolean isStochastic() {
        return this == DATA_STOCHASTIC || this == NOISE_STOCHASTIC;
    }

    /** The meaning of the model's output, as this formula takes it. */
    final float[] predicted(Prediction prediction, float[] output, float[] sample, Level level) {
        return predicted(predictsData(), prediction, output, sample, level);
    }

    /** The clean sample or the noise. */
    static float[] predicted(boolean data, Prediction prediction, float[] output, float[] sample, Level level) {
        float[] predicted = new float[sample.length];
        for (int k = 0; k < predicted.length; k++) {
            double alpha = level.alpha();
            double sigma = level.sigma();
            predicted[k] = (float)
                    (data
                            ? prediction.x0(output[k], sample[k], alpha, sigma)
                            : prediction.epsilon(output[k], sample[k], alpha, sigma));
        }
        return predicted;
    }
}
