package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.MemoryExhausted;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Small arrays on their way to the GPU: labels, weights, row numbers, key masks, tables of tensors. They lie in a ring of its memory, which
 * kernels read in the order in which it was written, so that nothing waits.
 */
final class GpuUploads implements AutoCloseable {
    private static final int RING = 1 << 24;
    private static final int ALIGNMENT = 256;

    private final Gpu gpu;
    private final long ring;
    private int at;
    private ByteBuffer host = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.nativeOrder());

    GpuUploads(Gpu gpu) {
        this.gpu = gpu;
        ring = gpu.allocate(RING);
        if (ring == 0) throw new MemoryExhausted(RING, "memory of " + gpu.name(), 0, 0);
    }

    /** Where they lie, until as much as the ring holds was sent after them. */
    long put(int... values) {
        room(values.length * Integer.BYTES).asIntBuffer().put(values);
        return send(values.length * Integer.BYTES);
    }

    long put(float... values) {
        room(values.length * Float.BYTES).asFloatBuffer().put(values);
        return send(values.length * Float.BYTES);
    }

    /** One byte each. */
    long put(boolean... values) {
        ByteBuffer bytes = room(values.length);
        for (boolean value : values) bytes.put((byte) (value ? 1 : 0));
        return send(values.length);
    }

    long put(ByteBuffer bytes) {
        int n = bytes.remaining();
        room(n).put(bytes);
        return send(n);
    }

    private ByteBuffer room(int bytes) {
        if (bytes > RING / 2) {
            throw new IllegalArgumentException(
                    "a kernel's numbers take " + bytes + " bytes, at most " + RING / 2 + " fit");
        }
        if (host.capacity() < bytes) {
            host = ByteBuffer.allocateDirect(Integer.highestOneBit(bytes) * 2).order(ByteOrder.nativeOrder());
        }
        return host.clear();
    }

    private long send(int bytes) {
        int aligned = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        // Starting over is safe: copies and kernels run in the order in which they were asked for.
        if (at + aligned > RING) at = 0;
        long address = ring + at;
        at += aligned;
        if (bytes > 0) gpu.send(host.clear(), bytes, address);
        return address;
    }

    @Override
    public void close() {
        gpu.free(ring);
    }
}
