package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.file.Path;

/** A model folder, weight file, configuration or adapter that cannot be used. */
public final class BadCheckpoint extends InputException {
    private static final long serialVersionUID = 1L;

    /** {@code FILE: what}, for a fault of the file as a whole. */
    public BadCheckpoint(Path file, String what) {
        super(file + ": " + what);
    }

    /** Says likewise, with what the system said. */
    public BadCheckpoint(Path file, String what, Throwable cause) {
        super(file + ": " + what, cause);
    }

    /** {@code FILE: cannot be read: what the system said}. */
    public BadCheckpoint(Path file, IOException cause) {
        this(file, unreadable(cause), cause);
    }

    /** {@code FILE: tensor NAME found, expected}, for a fault of one tensor or one field. */
    public BadCheckpoint(Path file, String name, String found, String expected) {
        super(file + ": " + name + " " + found + ", " + expected);
    }
}
