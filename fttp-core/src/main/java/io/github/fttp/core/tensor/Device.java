package io.github.fttp.core.tensor;

import java.nio.ByteBuffer;

/**
 * Memory that the processor can't address, such as a GPU's. Addresses are the device's own. What goes in or comes out
 * passes through {@link #staging()}; what comes out waits for whatever the device was told before. For one thread at a time.
 */
public interface Device {
    /** A short name for messages. */
    String name();

    /**
     * Takes memory, aligned to 256 bytes at least.
     *
     * @return 0 if there is not so much left
     */
    long allocate(long bytes);

    /** Bytes that nobody has taken. */
    long available();

    /** Gives back what {@link #allocate} took. */
    void free(long address);

    /** Host memory in native byte order, always the same, at least 64 KiB. */
    ByteBuffer staging();

    /** Copies {@code bytes} from the device to the beginning of {@link #staging()}. */
    void download(long address, int bytes);

    /** Copies {@code bytes} from the beginning of {@link #staging()}, which may be used again, to the device. */
    void upload(long address, int bytes);

    /** Sets {@code bytes} to zero. */
    void clear(long address, long bytes);
}
