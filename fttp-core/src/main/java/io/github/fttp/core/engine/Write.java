package io.github.fttp.core.engine;

/** Whether a kernel overwrites its result or adds to it. */
public enum Write {
    /** Overwrites it; it may have been anything. */
    SET,
    /** Adds to it: a gradient's second contribution and every further one. */
    ADD
}
