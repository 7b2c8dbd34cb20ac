package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;

/**
 * How the noise levels of a run lie between its largest and its smallest.
 *
 * @param least in place of the smallest level, above 0; NaN for the schedule's own
 * @param most in place of the largest level, above {@code least}; NaN for the schedule's own
 * @param cut solvers that tell the model whole time steps cut those of the levels rather than round them
 */
record Sigmas(Curve curve, double least, double most, boolean cut) {
    /** The shape of the way down. */
    public enum Curve {
        /** The levels of the run's time steps; the other settings have no effect. */
        TIMESTEPS {
            @Override
            double[] between(double most, double least, int n) {
                throw new IllegalStateException("these levels follow from time steps");
            }
        },

        /** Closer together where there is little noise: Karras et al. 2022, equation 5, with rho 7. */
        KARRAS {
            @Override
            double[] between(double most, double least, int n) {
                return NoiseLevels.karras(most, least, n);
            }
        },

        /** Their logarithms in equal steps. */
        EXPONENTIAL {
            @Override
            double[] between(double most, double least, int n) {
                double from = Math.log(most);
                double to = Math.log(least);
                double[] levels = new double[n];
                for (int i = 0; i < n; i++) levels[i] = Math.exp(from + i / Math.max(1.0, n - 1) * (to - from));
                return levels;
            }
        },

        /** At equal quantiles of a beta distribution, so closer together at both ends: Lee et al. 2024. */
        BETA {
            @Override
            double[] between(double most, double least, int n) {
                double[] levels = new double[n];
                for (int i = 0; i < n; i++) {
                    levels[i] = least + BetaQuantile.of(1 - i / Math.max(1.0, n - 1)) * (most - least);
                }
                return levels;
            }
        };

        abstract double[] between(double most, double least, int n);
    }

    public Sigmas {
        if (!Double.isNaN(least) && !(least > 0 && least < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the smallest noise level must be above 0, was " + least);
        }
        if (!Double.isNaN(most) && !(most > 0 && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the largest noise level must be above 0, was " + most);
        }
        if (least >= most) {
            throw new IllegalArgumentException(
                    "the largest noise level must be above the smallest, were " + most + " and " + least);
        }
    }

    /** The sigmas of the run's time steps. */
    public static Sigmas ofTimesteps() {
        return of(Curve.TIMESTEPS);
    }

    /** Karras', between the schedule's own ends. */
    public static Sigmas karras() {
        return of(Curve.KARRAS);
    }

    /** A curve between the schedule's own ends; the time steps of all but Karras' are cut, as in the reference. */
    public static Sigmas of(Curve curve) {
        return new Sigmas(curve, Double.NaN, Double.NaN, curve != Curve.KARRAS);
    }

    boolean areOfTimesteps() {
        return curve == Curve.TIMESTEPS;
    }

    /**
     * {@code n} levels, falling.
     *
     * @param largest where the settings have none of their own
     * @param smallest likewise
     */
    double[] levels(double largest, double smallest, int n) {
        Check.atLeast(1, n, "number of noise levels");
        return curve.between(Double.isNaN(most) ? largest : most, Double.isNaN(least) ? smallest : least, n);
    }

    /** A time step as solvers tell it. */
    int whole(double timestep) {
        return (int) (cut ? timestep : Math.rint(timestep));
    }
}
