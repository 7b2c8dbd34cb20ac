package io.github.fttp.core.method;

/** Data that one step trains on. */
public enum StepData {
    /** A forget batch, with a retain batch beside it where the method asks for one. */
    BOTH,
    /** A forget batch alone. */
    FORGET,
    /** A retain batch alone. */
    RETAIN
}
