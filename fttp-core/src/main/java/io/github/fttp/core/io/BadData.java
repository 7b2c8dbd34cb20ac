package io.github.fttp.core.io;

import java.io.IOException;

/** Samples, images, annotations or settings that cannot be used. */
public final class BadData extends InputException {
    private static final long serialVersionUID = 1L;

    /**
     * {@code WHERE: what}.
     *
     * @param where the file, and within it the sample, field or line, as a reader would look it up
     * @param what what was found and what was expected
     */
    public BadData(Object where, String what) {
        super(where + ": " + what);
    }

    /** Says likewise, with what the system said. */
    public BadData(Object where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }

    /** {@code WHERE: cannot be read: what the system said}. */
    public BadData(Object where, IOException cause) {
        this(where, unreadable(cause), cause);
    }
}
