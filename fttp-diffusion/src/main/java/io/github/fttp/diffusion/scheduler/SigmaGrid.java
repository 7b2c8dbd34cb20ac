package io.github.fttp.diffusion.scheduler;

/**
 * The noise levels of a run and the time steps that they belong to.
 *
 * @param timesteps {@code [N]}
 * @param sigmas {@code [N + 1]}, falling, the level of each step and the one it ends at; more may follow
 */
record SigmaGrid(float[] timesteps, float[] sigmas) {
    /**
     * @param levels at the time steps; a curve goes from the first to the last of them
     * @param curve of the run
     * @param ends what follows the last
     */
    static SigmaGrid of(NoiseLevels noise, double[] timesteps, double[] levels, Sigmas curve, double ends) {
        double[] sigmas = levels;
        double[] times = timesteps;
        if (!curve.areOfTimesteps()) {
            sigmas = curve.levels(levels[0], levels[levels.length - 1], timesteps.length);
            times = new double[sigmas.length];
            for (int i = 0; i < times.length; i++) times[i] = noise.timestep(sigmas[i]);
        }
        float[] all = new float[sigmas.length + 1];
        for (int i = 0; i < sigmas.length; i++) all[i] = (float) sigmas[i];
        all[sigmas.length] = (float) ends;
        float[] told = new float[times.length];
        for (int i = 0; i < told.length; i++) told[i] = (float) times[i];
        return new SigmaGrid(told, all);
    }

    /** The levels at the time steps. */
    static double[] levels(NoiseLevels noise, double... timesteps) {
        double[] levels = new double[timesteps.length];
        for (int i = 0; i < levels.length; i++) levels[i] = noise.at(timesteps[i]);
        return levels;
    }
}
