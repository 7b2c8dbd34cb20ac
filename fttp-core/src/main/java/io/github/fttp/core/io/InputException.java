package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Input that cannot be used, or output that cannot be written: its message alone tells a person where the fault is,
 * what was found and what was expected.
 *
 * <p>Commands print the message without a stack trace and exit with status 2. Faults of the program itself are never a
 * {@code InputException}.
 */
public abstract class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message where, what was found, what was expected, and what to do where that is known */
    protected InputException(String message) {
        super(message);
    }

    /** @param cause what the system said, kept for those who ask for a stack trace */
    protected InputException(String message, Throwable cause) {
        super(message, cause);
    }

    static String unreadable(IOException e) {
        return "cannot be read: " + reason(e);
    }

    /** Tells what the system said, in words: the messages of some of its exceptions are the file's name alone. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "not found";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "is not a folder";
        }
        if (e instanceof FileAlreadyExistsException other) {
            return other.getFile() + " is in the way";
        }
        if (e instanceof FileSystemLoopException loop) {
            return loop.getFile() + " leads back to a folder that it lies in";
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
