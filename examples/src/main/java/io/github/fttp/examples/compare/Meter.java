package io.github.fttp.examples.compare;

import io.github.fttp.core.tensor.Pool;

/**
 * Measures what a run takes.
 *
 * @param pool where its tensors come from
 * @param begun by {@link System#nanoTime}
 */
record Meter(Pool pool, long begun) {
    /** Begins. */
    static Meter start(Pool pool) {
        pool.resetPeak();
        return new Meter(pool, System.nanoTime());
    }

    /** What it took so far. */
    Cost cost(Cell cell) {
        return new Cost(cell, (System.nanoTime() - begun) * 1e-9, pool.peakBytes());
    }
}
