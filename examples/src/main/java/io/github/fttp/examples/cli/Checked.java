package io.github.fttp.examples.cli;

/** A command, or a class of options, that looks at its options before anything else happens. */
public interface Checked {
    /**
     * Refuses options that have no effect beside the others, and values out of range.
     *
     * @param given what stands on the command line, whether or not it equals a default
     * @throws IllegalArgumentException if a value cannot be used; the message names the option
     */
    void check(Given given);
}
