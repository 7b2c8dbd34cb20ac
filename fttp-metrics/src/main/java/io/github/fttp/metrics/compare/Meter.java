package io.github.fttp.metrics.compare;

import io.github.fttp.core.tensor.Pool;

/**
 * Measures what a run takes.
 *
 * @param pool where its tensors come from
 * @param begun by {@link System#nanoTime}
 */
public record Meter(Pool pool, long begun) {
    /** Begins. */
    public static Meter start(Pool pool) {
        pool.resetPeak();
        return new Meter(pool, System.nanoTime());
    }

    /**
     * Gives what it took so far.
     *
     * @param following seconds of it that following the run took
     */
    public Cost cost(Trial trial, double following) {
        return new Cost(trial, (System.nanoTime() - begun) * 1e-9, pool.peakBytes(), following);
    }
}
