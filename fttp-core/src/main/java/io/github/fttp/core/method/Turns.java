package io.github.fttp.core.method;

import io.github.fttp.core.Check;

/**
 * The order in which a method goes through its data: cycles of steps on forget data and then steps on retain data, or both in
 * every step.
 *
 * @param forget steps of a cycle on forget data, at least 1
 * @param retain steps of a cycle on retain data alone; 0 where every step sees both
 * @param cycles that make an epoch, at least 1
 */
public record Turns(int forget, int retain, int cycles) {
    public Turns {
        Check.atLeast(1, forget, "forget steps of a cycle");
        Check.atLeast(0, retain, "retain steps of a cycle");
        Check.atLeast(1, cycles, "cycles of an epoch");
    }

    /**
     * Both kinds of data in every step.
     *
     * @param forget steps that a pass over the forget data takes
     */
    public static Turns together(int forget) {
        return new Turns(1, 0, forget);
    }

    /** Number of steps of an epoch. */
    public int epoch() {
        return Math.multiplyExact(cycles, cycle());
    }

    /**
     * Whether what is to be done every so many steps is done behind this one: not within a cycle, where a method has only
     * seen what it is to forget, but at its end.
     *
     * @param step counted from 1
     * @param every at least 1
     */
    public boolean isDue(int step, int every) {
        int cycle = retain == 0 ? 1 : cycle();
        return step % cycle == 0 && step / every > (step - cycle) / every;
    }

    private int cycle() {
        return Math.addExact(forget, retain);
    }

    /** Data that a step trains on, counted from 0. */
    public StepData at(int step) {
        if (retain == 0) return StepData.BOTH;
        return step % cycle() < forget ? StepData.FORGET : StepData.RETAIN;
    }

    /** Number of the first {@code steps} steps that see forget data. */
    public int forgetSteps(int steps) {
        return steps / cycle() * forget + Math.min(steps % cycle(), forget);
    }

    /** Number of the first {@code steps} steps that see retain data. */
    public int retainSteps(int steps) {
        return retain == 0 ? steps : steps - forgetSteps(steps);
    }
}
