package io.github.fttp.metrics.compare;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.TrainableModel;
import java.util.function.LongSupplier;

/** Measures what a run takes. */
public final class Meter implements RunListener {
    private final Pool pool;
    private final long begun = System.nanoTime();
    private LongSupplier passes = () -> 0;
    private int given;

    private Meter(Pool pool) {
        this.pool = pool;
    }

    /**
     * Begins.
     *
     * @param pool where its tensors come from
     */
    public static Meter start(Pool pool) {
        pool.resetPeak();
        return new Meter(pool);
    }

    /** Counts what this model's steps send forward, and what they are given: as a listener of the run. */
    public Meter counting(TrainableModel<?> trained) {
        passes = trained::passes;
        return this;
    }

    @Override
    public void started(RunPlan plan) {
        given = plan.samples() + Integer.parseInt(plan.settings().getOrDefault("retain samples", "0"));
    }

    /**
     * Gives what it took so far.
     *
     * @param following seconds of it that following the run took
     */
    public Cost cost(Trial trial, double following) {
        double seconds = (System.nanoTime() - begun) * 1e-9;
        return new Cost(trial, seconds, pool.peakBytes(), following, passes.getAsLong(), given);
    }
}
