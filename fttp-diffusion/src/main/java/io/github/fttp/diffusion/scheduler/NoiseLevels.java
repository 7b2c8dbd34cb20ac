package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.Arrays;

/**
 * The time steps of training by noise level, {@code sigma_t = sqrt((1 - abar_t) / abar_t)}: how much noise there is to a
 * sample that is not made smaller.
 */
final class NoiseLevels {
    /** Karras et al. 2022, equation 5. */
    private static final double RHO = 7;

    private final float[] sigmas;
    private final float[] logs;

    NoiseLevels(NoiseSchedule schedule) {
        int n = schedule.timesteps();
        sigmas = new float[n];
        logs = new float[n];
        for (int t = 0; t < n; t++) {
            // In float32 as the reference has it: where time steps are cut, the last bit decides.
            float bar = (float) schedule.alphaCumprod(t);
            sigmas[t] = (float) Math.sqrt((1 - bar) / bar);
            logs[t] = (float) Math.log(sigmas[t]);
        }
    }

    double least() {
        return sigmas[0];
    }

    double most() {
        return sigmas[sigmas.length - 1];
    }

    /** At a time step that need not be whole, on the line between its neighbours; at the nearest beyond the ends. */
    double at(double timestep) {
        return between(sigmas, timestep);
    }

    /** Interpolates on the line between the logarithms: undoes {@link #timestep}. */
    double logarithmicallyAt(double timestep) {
        double whole = Math.rint(timestep);
        return whole == timestep ? at(timestep) : Math.exp(between(logs, timestep));
    }

    private static double between(float[] values, double timestep) {
        double inside = Math.max(0, Math.min(values.length - 1, timestep));
        int low = Math.min((int) inside, values.length - 2);
        return values[low] + (inside - low) * ((double) values[low + 1] - values[low]);
    }

    /** The time step of a noise level, on the line between the logarithms; not whole. */
    double timestep(double sigma) {
        double log = Math.log(Math.max(sigma, 1e-10));
        int found = Arrays.binarySearch(logs, (float) log);
        int low = found >= 0 ? found : -found - 2;
        low = Math.max(0, Math.min(low, logs.length - 2));
        double share = (log - logs[low]) / ((double) logs[low + 1] - logs[low]);
        return low + Math.max(0, Math.min(1, share));
    }

    /** {@code n} noise levels from {@code first} to {@code last}, closer together where there is little noise. */
    static double[] karras(double first, double last, int n) {
        Check.atLeast(1, n, "number of noise levels");
        double from = Math.pow(first, 1 / RHO);
        double to = Math.pow(last, 1 / RHO);
        double[] levels = new double[n];
        for (int i = 0; i < n; i++) levels[i] = Math.pow(from + i / Math.max(1.0, n - 1) * (to - from), RHO);
        return levels;
    }
}
