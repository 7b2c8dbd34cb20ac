package io.github.fttp.core.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text of three lines that stands for a large file in a Git repository until Git LFS fetches the file itself. */
public final class LfsPointer {
    private static final byte[] BEGIN = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    /** How many bytes of a file tell it. */
    static final int LENGTH = BEGIN.length;

    /** The words in which a pointer is refused. */
    public static final String REFUSAL = "is a Git LFS pointer, not the file: fetch it with git lfs pull";

    private LfsPointer() {}

    /**
     * Whether a file is one.
     *
     * @param bytes of it from its start
     */
    public static boolean is(byte... bytes) {
        return bytes.length >= LENGTH && Arrays.equals(BEGIN, 0, LENGTH, bytes, 0, LENGTH);
    }
}
