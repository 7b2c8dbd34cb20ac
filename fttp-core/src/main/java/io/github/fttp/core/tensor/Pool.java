package io.github.fttp.core.tensor;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;

/**
 * Lends native memory and takes it back. Fresh memory is the dearest thing there is (its first touch costs many times a
 * pass over warm memory), so nothing returns to the system before {@link #trim()} or {@link #close()}.
 *
 * <p>What is drawn holds arbitrary values. Thread-safe.
 */
public final class Pool implements AutoCloseable {
    /** One cache line, and what AVX-512 likes best. */
    private static final long ALIGNMENT = 64;
    /** A free block serves a request if it is at most so many times as large: small requests must not eat large blocks. */
    private static final double SLACK = 2;

    private final TreeMap<Long, ArrayDeque<Block>> free = new TreeMap<>();
    private long outstanding;
    private long outstandingBytes;
    private long heldBytes;
    private long peakBytes;
    private long misses;

    /** Memory as the system gave it, with the aligned stretch that is lent. */
    private record Block(Pointer raw, Storage storage) {}

    /** A float32 tensor with arbitrary contents; {@link Tensor#close()} gives it back. */
    public Tensor draw(Shape shape) {
        return draw(shape, DType.FLOAT32);
    }

    /** A tensor with arbitrary contents; {@link Tensor#close()} gives it back. */
    public synchronized Tensor draw(Shape shape, DType type) {
        long bytes = Math.max(ALIGNMENT, roundUp(Math.multiplyExact(shape.size(), type.bytes())));
        Block block = take(bytes);
        Storage lent = block.storage().renewed();
        outstanding++;
        outstandingBytes += lent.bytes();
        peakBytes = Math.max(peakBytes, outstandingBytes);
        return new Tensor(lent, 0, shape, shape.strides(), type, () -> giveBack(lent, block));
    }

    /** A tensor of zeros. */
    public Tensor zeros(Shape shape) {
        Tensor zeros = draw(shape);
        zeros.fill(0);
        return zeros;
    }

    /** How many drawn tensors have not been given back: 0 at the end of a test, or something leaks. */
    public synchronized long outstanding() {
        return outstanding;
    }

    /** How often the system had to be asked for fresh memory: constant in the steady state of a training run. */
    public synchronized long misses() {
        return misses;
    }

    /**
     * Most bytes lent at a time since the pool was made or its peak was reset, by blocks, which may be larger than what was
     * asked for.
     */
    public synchronized long peakBytes() {
        return peakBytes;
    }

    /** Begins to look for the most bytes lent anew, from what is lent now. */
    public synchronized void resetPeak() {
        peakBytes = outstandingBytes;
    }

    /** Bytes taken from the system, lent or free. */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    /** Returns what is not lent to the system. */
    public synchronized void trim() {
        for (ArrayDeque<Block> blocks : free.values()) blocks.forEach(this::dispose);
        free.clear();
    }

    /** {@link #trim()}; what is still lent stays valid until it is given back, and is trimmed by a later call. */
    @Override
    public void close() {
        trim();
    }

    private Block take(long bytes) {
        Map.Entry<Long, ArrayDeque<Block>> fitting = free.ceilingEntry(bytes);
        if (fitting == null || fitting.getKey() > bytes * SLACK) return allocate(bytes);
        Block block = fitting.getValue().pop();
        if (fitting.getValue().isEmpty()) free.remove(fitting.getKey());
        return block;
    }

    private Block allocate(long bytes) {
        // Not JavaCPP's own allocation: that counts against a limit derived from the Java heap.
        Pointer raw = Pointer.malloc(bytes + ALIGNMENT);
        if (raw == null || raw.isNull()) {
            throw new OutOfMemoryError(
                    "no native memory for a tensor of " + bytes + " bytes (" + heldBytes + " bytes are held already)");
        }
        misses++;
        heldBytes += bytes;
        long address = roundUp(raw.address());
        return new Block(raw, new Storage(address, bytes, false, raw));
    }

    private synchronized void giveBack(Storage lent, Block block) {
        lent.release();
        outstanding--;
        outstandingBytes -= lent.bytes();
        free.computeIfAbsent(block.storage().bytes(), size -> new ArrayDeque<>())
                .push(block);
    }

    private void dispose(Block block) {
        heldBytes -= block.storage().bytes();
        Pointer.free(block.raw());
    }

    private static long roundUp(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
