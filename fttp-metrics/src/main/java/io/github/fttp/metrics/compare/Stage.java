package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.statistics.Interval;

/**
 * How far a model is after one of several requests to forget, which a method followed one after the other.
 *
 * @param method its id
 * @param name of the method as reports have it
 * @param number of the request, from 1
 * @param concept that it asked to forget
 * @param forgotten how far all concepts of requests so far are gone, from 0 to 1, over concepts
 * @param left how much is left of the others, from 0 to 1, over concepts; {@link Interval#NONE} where there is none left
 */
public record Stage(String method, String name, int number, String concept, Interval forgotten, Interval left) {
    /** Whether all is gone of everything, as after weights that are no numbers: no request that follows is told from others. */
    public boolean leavesNothing() {
        return forgotten.value() == 1 && left.value() == 0;
    }
}
