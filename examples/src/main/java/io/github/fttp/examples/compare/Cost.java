package io.github.fttp.examples.compare;

import io.github.fttp.core.train.Memory;

/**
 * What a run took; another time another.
 *
 * @param seconds of the run without the questions afterwards
 * @param peakBytes most memory resident so far, of the whole process; 0 where the system does not tell
 */
record Cost(Cell cell, double seconds, long peakBytes) {
    /** @param begun by {@link System#nanoTime} */
    static Cost since(long begun, Cell cell) {
        return new Cost(cell, (System.nanoTime() - begun) * 1e-9, Memory.peakResident());
    }
}
