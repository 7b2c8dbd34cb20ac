package io.github.fttp.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * One stretch of native memory, the computer's own or a {@link Device}'s, and whether it may still be read. Tensors and
 * their views share it; when its owner gives it back, all of them refuse from then on, even if the memory lives on in a
 * pool.
 */
final class Storage {
    /** A direct buffer ends at 2 GiB; windows of half of that keep every index of a window an int. */
    private static final long WINDOW = 1L << 30;

    private final long address;
    private final long bytes;
    private final Window[] windows;
    /** Keeps a mapped file or a foreign array from being collected while it is in use. */
    private final Object keepAlive;
    /** Null for memory that the processor addresses. */
    private final Device device;

    private final boolean readOnly;
    private final List<Runnable> afterwards = new ArrayList<>();
    private volatile boolean released;

    Storage(long address, long bytes, boolean readOnly, Object keepAlive) {
        this(address, bytes, windows(address, bytes), readOnly, keepAlive, null);
    }

    private Storage(long address, long bytes, Window[] windows, boolean readOnly, Object keepAlive, Device device) {
        this.address = address;
        this.bytes = bytes;
        this.windows = windows;
        this.readOnly = readOnly;
        this.keepAlive = keepAlive;
        this.device = device;
    }

    /** Memory of a device. */
    static Storage on(Device device, long address, long bytes) {
        ByteBuffer staging = device.staging();
        Window[] windows = {new Window(staging, staging.asFloatBuffer())};
        return new Storage(address, bytes, windows, false, device, device);
    }

    /** No memory at all: refuses from the start, as if it were given back already. */
    static Storage none() {
        Storage none = new Storage(0, 0, new Window[0], true, null, null);
        none.release();
        return none;
    }

    /** Lends the memory anew. */
    Storage renewed() {
        return new Storage(address, bytes, windows, readOnly, keepAlive, device);
    }

    long address() {
        checkAlive();
        return address;
    }

    long bytes() {
        return bytes;
    }

    /** Null for memory that the processor addresses. */
    Device device() {
        return device;
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
        afterwards.forEach(Runnable::run);
    }

    void whenReleased(Runnable then) {
        checkAlive();
        afterwards.add(then);
    }

    void checkAlive() {
        if (released) throw new IllegalStateException("tensor used after its memory was given back");
    }

    /** How many bytes from {@code position} on can be moved at once. */
    long leftInWindow(long position) {
        return device == null ? WINDOW - position % WINDOW : device.staging().capacity();
    }

    /** The window that holds the {@code count} bytes from {@code position} on: of a device, a copy of them. */
    Window reading(long position, int count) {
        if (device == null) return windows[(int) (position / WINDOW)];
        device.download(address + position, count);
        return windows[0];
    }

    /** The window to write the bytes from {@code position} on into, before {@link #written}. */
    Window writing(long position) {
        return windows[device == null ? (int) (position / WINDOW) : 0];
    }

    /** To be called after the {@code count} bytes from {@code position} on were written into their window. */
    void written(long position, int count) {
        if (device != null) device.upload(address + position, count);
    }

    /** Where in its window the byte at {@code position} lies. */
    int indexInWindow(long position) {
        return device == null ? (int) (position % WINDOW) : 0;
    }

    /** A view of the memory by bytes and by floats: making a buffer for each access costs more than a short access. */
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
