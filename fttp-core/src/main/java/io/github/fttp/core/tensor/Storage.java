package io.github.fttp.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * One stretch of native memory and whether it may still be read. Tensors and their views share it; when its owner gives
 * it back, all of them refuse from then on, even if the memory lives on in a pool.
 */
final class Storage {
    /** A direct buffer ends at 2 GiB; windows of half of that keep every index of a window an int. */
    private static final long WINDOW = 1L << 30;

    private final long address;
    private final long bytes;
    private final Window[] windows;
    /** Keeps a mapped file or a foreign array from being collected while it is in use. */
    private final Object keepAlive;

    private final boolean readOnly;
    private volatile boolean released;

    Storage(long address, long bytes, boolean readOnly, Object keepAlive) {
        this(address, bytes, windows(address, bytes), readOnly, keepAlive);
    }

    private Storage(long address, long bytes, Window[] windows, boolean readOnly, Object keepAlive) {
        this.address = address;
        this.bytes = bytes;
        this.windows = windows;
        this.readOnly = readOnly;
        this.keepAlive = keepAlive;
    }

    /** No memory at all: refuses from the start, as if it were given back already. */
    static Storage none() {
        Storage none = new Storage(0, 0, new Window[0], true, null);
        none.release();
        return none;
    }

    /** The same memory, lent anew. */
    Storage renewed() {
        return new Storage(address, bytes, windows, readOnly, keepAlive);
    }

    long address() {
        checkAlive();
        return address;
    }

    long bytes() {
        return bytes;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    boolean isReleased() {
        return released;
    }

    void release() {
        checkAlive();
        released = true;
    }

    void checkAlive() {
        if (released) throw new IllegalStateException("tensor used after its memory was given back");
    }

    /** The window that holds the byte at {@code position}. */
    Window window(long position) {
        return windows[(int) (position / WINDOW)];
    }

    /** Where in its window the byte at {@code position} lies. */
    static int indexInWindow(long position) {
        return (int) (position % WINDOW);
    }

    /** How many bytes from {@code position} on lie in the same window. */
    static long leftInWindow(long position) {
        return WINDOW - position % WINDOW;
    }

    /** The same memory by bytes and by floats: making a buffer for each access costs more than a short access. */
    record Window(ByteBuffer bytes, FloatBuffer floats) {}

    private static Window[] windows(long address, long bytes) {
        Window[] windows = new Window[(int) ((bytes + WINDOW - 1) / WINDOW)];
        for (int i = 0; i < windows.length; i++) {
            long start = i * WINDOW;
            ByteBuffer window = new RawPointer(address + start, Math.min(WINDOW, bytes - start))
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
            windows[i] = new Window(window, window.asFloatBuffer());
        }
        return windows;
    }

    /** A JavaCPP pointer on an address that somebody else owns. */
    private static final class RawPointer extends BytePointer {
        RawPointer(long address, long bytes) {
            super((Pointer) null);
            this.address = address;
            limit(bytes);
            capacity(bytes);
        }
    }
}
