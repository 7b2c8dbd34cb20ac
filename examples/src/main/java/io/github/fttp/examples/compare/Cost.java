package io.github.fttp.examples.compare;

/**
 * What a run took; another time another.
 *
 * @param seconds of the run without the questions afterwards
 * @param peakBytes most memory resident so far, of the whole process; 0 where the system does not tell
 */
record Cost(Cell cell, double seconds, long peakBytes) {}
