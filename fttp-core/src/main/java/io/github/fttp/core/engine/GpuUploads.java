package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.MemoryExhausted;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;

/**
 * Small arrays on their way to the GPU: labels, weights, row numbers, key masks, tables of tensors. They lie in a ring of
 * its memory, which kernels read in the order in which it was written, so that nothing waits.
 */
final class GpuUploads implements AutoCloseable {
    private static final int RING = 1 << 25;
    /** Most bytes of one array: kernels read up to three, none of which may be written over another. */
    private static final int MAX_ARRAY_BYTES = RING / 4;

    private static final int ALIGNMENT = 256;

    private final Gpu gpu;
    private final LongSupplier waits;
    private final long ring;
    private int at;
    private long waited;
    /** The keys that were sent last since the ring began, null if none were. */
    private boolean[][] masked;

    private long maskedAt;
    private ByteBuffer host = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.nativeOrder());

    /** @param waits how often the GPU was waited for: the ring begins anew then, so that each step sends to the same places */
    GpuUploads(Gpu gpu, LongSupplier waits) {
        this.gpu = gpu;
        this.waits = waits;
        ring = gpu.allocate(RING);
        if (ring == 0) throw new MemoryExhausted(RING, "memory of " + gpu.name(), 0, 0);
    }

    /** Where they lie, until the GPU is waited for or as much as the ring holds was sent after them. */
    long put(int... values) {
        room(values.length * Integer.BYTES).asIntBuffer().put(values);
        return send(values.length * Integer.BYTES);
    }

    long put(float... values) {
        room(values.length * Float.BYTES).asFloatBuffer().put(values);
        return send(values.length * Float.BYTES);
    }

    /** Which keys are visible, a byte each, {@code [B, Tk]}; 0 where all are. Layers that attend by one mask share it. */
    long put(AttentionMask mask) {
        begin();
        if (mask.keys().length == 0) return 0;
        if (mask.keys() != masked) {
            int each = mask.keys()[0].length;
            ByteBuffer bytes = room(mask.keys().length * each);
            for (boolean[] sample : mask.keys()) for (boolean key : sample) bytes.put((byte) (key ? 1 : 0));
            maskedAt = send(mask.keys().length * each);
            masked = mask.keys();
        }
        return maskedAt;
    }

    long put(ByteBuffer bytes) {
        int n = bytes.remaining();
        room(n).put(bytes);
        return send(n);
    }

    private void begin() {
        if (waited == waits.getAsLong()) return;
        waited = waits.getAsLong();
        restart();
    }

    private void restart() {
        at = 0;
        masked = null;
    }

    private ByteBuffer room(int bytes) {
        if (bytes > MAX_ARRAY_BYTES) {
            throw new IllegalArgumentException(
                    "a kernel's numbers take " + bytes + " bytes, at most " + MAX_ARRAY_BYTES + " fit");
        }
        if (host.capacity() < bytes) {
            host = ByteBuffer.allocateDirect(Integer.highestOneBit(bytes) * 2).order(ByteOrder.nativeOrder());
        }
        return host.clear();
    }

    private long send(int bytes) {
        int aligned = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        begin();
        // Starting over is safe: copies and kernels run in the order in which they were asked for.
        if (at + aligned > RING) restart();
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
