package io.github.fttp.metrics;

/** Which way a measurement is better. */
public enum Direction {
    HIGHER,
    LOWER,
    /** Neither: there is a value to be near to, or the measurement only informs. */
    NEITHER;

    /** Gives the direction of a measure of what a model knows: lower on data to forget, higher on data to keep. */
    public static Direction ofKnowledge(Role role) {
        return role.forgets() ? LOWER : role.keeps() ? HIGHER : NEITHER;
    }

    /** Gives the direction of a measure of what a model lacks: higher on data to forget, lower on data to keep. */
    public static Direction ofIgnorance(Role role) {
        return role.forgets() ? HIGHER : role.keeps() ? LOWER : NEITHER;
    }
}
