package io.github.fttp.metrics.conceptworld;

import org.nd4j.linalg.schedule.ISchedule;

/** From a rate down to nothing, along half a cosine. */
record CosineSchedule(double rate, int steps) implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
        return rate * (1 + Math.cos(Math.PI * Math.min(1, iteration / (double) steps))) / 2;
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
