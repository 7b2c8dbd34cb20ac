package io.github.fttp.core.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors that one kernel takes together, an entry each: the first goes by value, the rest by where they lie on the GPU. */
final class GpuTable {
    private final int entryBytes;
    private final ByteBuffer entries;

    /** @param entryBytes of the kernel's struct, a multiple of 8 */
    GpuTable(int most, int entryBytes) {
        this.entryBytes = entryBytes;
        entries = ByteBuffer.allocate(most * entryBytes).order(ByteOrder.nativeOrder());
    }

    GpuTable with(long value) {
        entries.putLong(value);
        return this;
    }

    GpuTable with(int value) {
        entries.putInt(value);
        return this;
    }

    GpuTable with(float value) {
        entries.putFloat(value);
        return this;
    }

    int size() {
        return entries.position() / entryBytes;
    }

    ByteBuffer first() {
        return entries.duplicate().position(0).limit(entryBytes);
    }

    /** Where all but the first lie; 0 if there are none. */
    long rest(GpuUploads uploads) {
        if (size() < 2) return 0;
        return uploads.put(entries.duplicate().limit(entries.position()).position(entryBytes));
    }
}
