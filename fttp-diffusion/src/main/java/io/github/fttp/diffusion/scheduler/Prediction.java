package io.github.fttp.diffusion.scheduler;

/**
 * Kinds of what a model says about {@code x = alpha x0 + sigma noise} with {@code alpha^2 + sigma^2 = 1}: from any of the three
 * follow clean sample and noise.
 */
public enum Prediction {
    /** The noise. */
    EPSILON {
        @Override
        public double x0(double output, double x, double alpha, double sigma) {
            return (x - sigma * output) / alpha;
        }

        @Override
        public double epsilon(double output, double x, double alpha, double sigma) {
            return output;
        }
    },

    /** {@code v = alpha noise - sigma x0}: Salimans and Ho 2022, appendix D. */
    V {
        @Override
        public double x0(double output, double x, double alpha, double sigma) {
            return alpha * x - sigma * output;
        }

        @Override
        public double epsilon(double output, double x, double alpha, double sigma) {
            return alpha * output + sigma * x;
        }
    },

    /** The clean sample. */
    SAMPLE {
        @Override
        public double x0(double output, double x, double alpha, double sigma) {
            return output;
        }

        @Override
        public double epsilon(double output, double x, double alpha, double sigma) {
            return (x - alpha * output) / sigma;
        }
    };

    /** The clean sample that the output means. */
    public abstract double x0(double output, double x, double alpha, double sigma);

    /** The noise that the output means. */
    public abstract double epsilon(double output, double x, double alpha, double sigma);
}
