package io.github.fttp.core.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Optional;

/** Pages of mapped files, as Linux lends them. */
final class Pages {
    /** A multiple of all sizes that pages have. */
    private static final long SIZE = 1 << 16;
    /** From Linux' {@code mman.h}. */
    private static final int MADV_DONTNEED = 4;

    private static final Optional<Function> ADVISE =
            Platform.isLinux() ? Optional.of(Function.getFunction("c", "madvise")) : Optional.empty();

    private Pages() {}

    /** Gives those that lie wholly in a stretch of a file back; whoever reads them again gets them from the file. */
    static void unload(long address, long bytes) {
        long from = (address + SIZE - 1) / SIZE * SIZE;
        long length = (address + bytes) / SIZE * SIZE - from;
        if (length <= 0) return;
        // An answer that it could not be done changes nothing but the memory that is used.
        ADVISE.ifPresent(
                advise -> advise.invokeInt(new Object[] {new Pointer(from), new NativeLong(length), MADV_DONTNEED}));
    }
}
