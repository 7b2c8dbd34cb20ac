package io.github.fttp.core.engine;

/** What a kernel does with what its result held before. */
public enum Write {
    /** Overwrites it; it may have been anything. */
    SET,
    /** Adds to it: a gradient's second contribution and every further one. */
    ADD
}
