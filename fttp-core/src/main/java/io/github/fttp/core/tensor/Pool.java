package io.github.fttp.core.tensor;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;

/**
 * Lends native memory, the computer's own or a {@link Device}'s, and takes it back. Fresh memory is the dearest thing there
 * is (its first touch costs many times a pass over warm memory), so nothing returns to the system before {@link #trim()} or
 * {@link #close()}.
 *
 * <p>What is drawn holds arbitrary values. Thread-safe.
 */
public final class Pool implements AutoCloseable {
    /** One cache line, and what AVX-512 likes best; a device's products like more. */
    private static final long ALIGNMENT = 64;

    private static final long DEVICE_ALIGNMENT = 256;
    /** A free block serves a request if it is at most so many times as large: small requests must not eat large blocks. */
    private static final double SLACK = 2;

    /** By size, and then in the order in which they are lent. */
    private final TreeMap<Long, TreeMap<Long, Block>> free = new TreeMap<>();

    private final Optional<Device> device;
    private final long alignment;
    private long givenBack;
    private long outstanding;
    private long outstandingBytes;
    private long heldBytes;
    private long peakBytes;
    private long misses;
    private long forecast;

    /**
     * An aligned stretch to lend.
     *
     * @param number counts them as they came from the system
     * @param disposal gives it back there
     */
    private record Block(Storage storage, long number, Runnable disposal) {}

    /** Memory of the computer. */
    public Pool() {
        this(Optional.empty());
    }

    /** Memory of a device. */
    public Pool(Device device) {
        this(Optional.of(device));
    }

    private Pool(Optional<Device> device) {
        this.device = device;
        alignment = device.isEmpty() ? ALIGNMENT : DEVICE_ALIGNMENT;
    }

    /** Gives the device whose memory this is; empty for the computer's own. */
    public Optional<Device> device() {
        return device;
    }

    /** A float32 tensor with arbitrary contents; {@link Tensor#close()} gives it back. */
    public Tensor draw(Shape shape) {
        return draw(shape, DType.FLOAT32);
    }

    /**
     * A tensor with arbitrary contents; {@link Tensor#close()} gives it back.
     *
     * @throws MemoryExhausted if there is no memory left
     */
    public synchronized Tensor draw(Shape shape, DType type) {
        long bytes = Math.max(alignment, roundUp(Math.multiplyExact(shape.size(), type.bytes())));
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
        if (device.isEmpty()) zeros.fill(0);
        else device.get().clear(zeros.address(), shape.size() * zeros.type().bytes());
        return zeros;
    }

    /**
     * {@code tensor} where this pool's memory is: itself, or a copy of the same type on the device, and then {@code tensor}
     * is closed.
     */
    public Tensor settle(Tensor tensor) {
        if (device.isEmpty() || tensor.device().equals(device)) return tensor;
        try (tensor) {
            Tensor settled = draw(tensor.shape(), tensor.type());
            tensor.copyBytes(settled);
            return settled;
        }
    }

    /** Notes how many bytes a run is forecast to need, to be said where that was too little. */
    public synchronized void forecast(long bytes) {
        forecast = bytes;
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
        for (TreeMap<Long, Block> blocks : free.values()) blocks.values().forEach(this::dispose);
        free.clear();
    }

    /** {@link #trim()}; what is still lent stays valid until it is given back, and is trimmed by a later call. */
    @Override
    public void close() {
        trim();
    }

    private Block take(long bytes) {
        Map.Entry<Long, TreeMap<Long, Block>> fitting = free.ceilingEntry(bytes);
        if (fitting == null || fitting.getKey() > bytes * SLACK) return allocate(bytes);
        Block block = fitting.getValue().pollFirstEntry().getValue();
        if (fitting.getValue().isEmpty()) free.remove(fitting.getKey());
        return block;
    }

    private Block allocate(long bytes) {
        Block block = device.isEmpty() ? onHost(bytes) : onDevice(device.get(), bytes);
        misses++;
        heldBytes += bytes;
        return block;
    }

    private Block onHost(long bytes) {
        // Not JavaCPP's own allocation: that counts against a limit derived from the Java heap.
        Pointer raw = Pointer.malloc(bytes + ALIGNMENT);
        if (raw == null || raw.isNull()) throw none(bytes, "native memory");
        long address = roundUp(raw.address());
        return new Block(new Storage(address, bytes, false, raw), misses, () -> Pointer.free(raw));
    }

    private Block onDevice(Device memory, long bytes) {
        long address = memory.allocate(bytes);
        if (address == 0) {
            trim(); // free blocks of other sizes may make room
            address = memory.allocate(bytes);
        }
        if (address == 0) throw none(bytes, "memory of " + memory.name());
        long taken = address;
        return new Block(Storage.on(memory, taken, bytes), misses, () -> memory.free(taken));
    }

    private MemoryExhausted none(long bytes, String what) {
        return new MemoryExhausted(bytes, what, heldBytes, forecast);
    }

    private synchronized void giveBack(Storage lent, Block block) {
        lent.release();
        outstanding--;
        outstandingBytes -= lent.bytes();
        free.computeIfAbsent(block.storage().bytes(), size -> new TreeMap<>()).put(order(block), block);
    }

    /**
     * The computer lends first what came back last, whose contents a cache may still hold; a device what it took first: a step
     * that draws as the one before gets the same places.
     */
    private long order(Block block) {
        return device.isEmpty() ? - ++givenBack : block.number();
    }

    private void dispose(Block block) {
        heldBytes -= block.storage().bytes();
        block.disposal().run();
    }

    private long roundUp(long bytes) {
        return (bytes + alignment - 1) / alignment * alignment;
    }
}
