package io.github.fttp.diffusion.scheduler;

import java.util.List;

/** A run on states {@code x = alpha x0 + sigma noise} of variance 1, which the model sees as they are. */
abstract class SolverSampling extends LevelSampling {
    private final List<Level> levels;

    SolverSampling(SolverGrid grid) {
        super(floats(grid.timesteps()), 1, grid.sigmas());
        this.levels = grid.levels();
    }

    final Level level(int i) {
        return levels.get(i);
    }

    @Override
    final double share(int i) {
        return level(i).alpha();
    }
}
