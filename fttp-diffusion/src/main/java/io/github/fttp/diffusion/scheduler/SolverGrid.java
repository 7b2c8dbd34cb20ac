package io.github.fttp.diffusion.scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * Whole time steps of a run and the levels that its steps begin at and end at.
 *
 * @param timesteps {@code [N]}
 * @param levels {@code [N]}, or {@code [N + 1]} once it is known where the run ends
 */
record SolverGrid(int[] timesteps, List<Level> levels) {
    /**
     * Spread time steps with their levels, or the levels of a curve over all of training with the time steps nearest to them.
     *
     * @param kept how many of the first time steps of training spread ones may begin at
     */
    static SolverGrid of(
            NoiseSchedule schedule, TimestepSpacing spacing, int kept, int steps, int offset, Sigmas sigmas) {
        if (sigmas.areOfTimesteps()) {
            return at(schedule, spacing.solver(schedule.timesteps(), kept, steps, offset));
        }
        TimestepSpacing.requireSteps(steps, schedule.timesteps());
        NoiseLevels noise = new NoiseLevels(schedule);
        List<Level> levels = new ArrayList<>();
        double[] curve = sigmas.levels(noise.most(), noise.least(), steps);
        int[] nearest = new int[curve.length];
        for (int i = 0; i < curve.length; i++) {
            nearest[i] = sigmas.whole(noise.timestep(curve[i]));
            levels.add(Level.ofSigma((float) curve[i]));
        }
        return new SolverGrid(nearest, levels);
    }

    /** Time steps with their levels. */
    static SolverGrid at(NoiseSchedule schedule, int... timesteps) {
        NoiseLevels noise = new NoiseLevels(schedule);
        List<Level> levels = new ArrayList<>();
        for (int t : timesteps) levels.add(Level.ofSigma(noise.at(t)));
        return new SolverGrid(timesteps, levels);
    }

    /** Sets the level that the last step ends at. */
    SolverGrid endingAt(Level level) {
        List<Level> all = new ArrayList<>(levels);
        all.add(level);
        return new SolverGrid(timesteps, all);
    }

    /** Ends without noise, at the level of time step 0, or, where the levels are a curve's, at its last. */
    SolverGrid endingAt(FinalSigma end, NoiseSchedule schedule, Sigmas sigmas) {
        if (end == FinalSigma.ZERO) return endingAt(Level.ofSigma(0));
        return endingAt(
                sigmas.areOfTimesteps()
                        ? Level.ofSigma(new NoiseLevels(schedule).least())
                        : levels.get(levels.size() - 1));
    }

    /** {@code sigma / alpha} of each. */
    float[] sigmas() {
        float[] sigmas = new float[levels.size()];
        for (int i = 0; i < sigmas.length; i++) {
            sigmas[i] = (float) (levels.get(i).sigma() / levels.get(i).alpha());
        }
        return sigmas;
    }
}
