package io.github.fttp.examples.compare;

/**
 * What a run took; another time another.
 *
 * @param seconds of the run without the questions afterwards
 * @param peakBytes most memory of tensors at a time, those of the model among them
 */
record Cost(Cell cell, double seconds, long peakBytes) {}
