package io.github.fttp.diffusion.scheduler;

import java.util.List;

/** A run on states {@code x = alpha x0 + sigma noise} of variance 1, which the model sees as they are. */
abstract class SolverSampling extends LevelSampling {
    /** From so many steps on the last ones are of no lower order. */
    private static final int MANY_STEPS = 15;

    private final List<Level> levels;

    SolverSampling(SolverGrid grid) {
        super(floats(grid.timesteps()), 1, grid.sigmas());
        this.levels = grid.levels();
    }

    final Level level(int i) {
        return levels.get(i);
    }

    /**
     * The order of a step that looks back at predictions of those before it: as many as there are.
     *
     * @param most at most 3
     * @param lowerFinal whether the last two steps of a short run are at most of order 2 and 1
     */
    final int order(int i, int most, boolean lowerFinal) {
        int known = Math.min(most, i + 1);
        return lowerFinal && steps() < MANY_STEPS ? Math.min(known, steps() - i) : known;
    }

    @Override
    final double share(int i) {
        return level(i).alpha();
    }
}
