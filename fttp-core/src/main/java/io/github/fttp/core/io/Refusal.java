package io.github.fttp.core.io;

/**
 * Input that cannot be used: its message alone tells a person where the fault is, what was found and what was expected.
 *
 * <p>Commands print the message without a stack trace and exit with status 2. Faults of the program itself are never a
 * {@code Refusal}.
 */
public abstract class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message where, what was found, what was expected, and what to do where that is known */
    protected Refusal(String message) {
        super(message);
    }

    /** @param cause what the system said, kept for those who ask for a stack trace */
    protected Refusal(String message, Throwable cause) {
        super(message, cause);
    }
}
