package io.github.fttp.core.tensor;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.bytedeco.javacpp.BytePointer;

/**
 * A stretch of a file as memory that cannot be written to. What was read of it stays resident until it is closed: left to
 * the garbage collector, which sees a small object only, that would be long.
 */
public final class Mapping implements AutoCloseable {
    /** {@code void (ByteBuffer)}: what the JDK unmaps with, found by name since compilers warn of it. */
    private static final MethodHandle CLEANER = cleaner();

    private MappedByteBuffer buffer;

    private Mapping(MappedByteBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Maps.
     *
     * @param bytes less than 2 GiB
     */
    public static Mapping of(FileChannel file, long position, long bytes) throws IOException {
        return new Mapping(file.map(FileChannel.MapMode.READ_ONLY, position, bytes));
    }

    private static MethodHandle cleaner() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The bytes, from the first to the last; whoever still reads them once this is closed ends the process. */
    public ByteBuffer bytes() {
        return open().duplicate();
    }

    /** Address of the first byte; 0 where there is none. */
    long address() {
        return open().capacity() == 0 ? 0 : new BytePointer(open()).address();
    }

    private MappedByteBuffer open() {
        if (buffer == null) throw new IllegalStateException("mapping used after it was closed");
        return buffer;
    }

    /** Unmaps; once more does nothing. */
    @Override
    public void close() {
        if (buffer == null) return;
        MappedByteBuffer mapped = buffer;
        buffer = null;
        try {
            CLEANER.invoke((ByteBuffer) mapped);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
