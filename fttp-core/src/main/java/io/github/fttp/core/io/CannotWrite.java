package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be written: no room, no permission, no such folder. What was there before is still there. */
public final class CannotWrite extends InputException {
    private static final long serialVersionUID = 1L;

    /** {@code FILE: cannot be written: what the system said}. */
    public CannotWrite(Path file, IOException cause) {
        super(file + ": cannot be written: " + reason(cause), cause);
    }
}
