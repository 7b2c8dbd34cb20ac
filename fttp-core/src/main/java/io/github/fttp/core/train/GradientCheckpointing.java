package io.github.fttp.core.train;

/** Whether the inside of a model's blocks is computed again on the way back: less memory, more time, the same result. */
public enum GradientCheckpointing {
    /** On where the run does not fit into memory without it, see {@link Training#fitting}. */
    AUTO,
    /** Always. */
    ON,
    /** Never. */
    OFF
}
