package io.github.fttp.core.engine;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.github.fttp.core.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A GPU whose kernels run on the processor, compiled from the same source by the C++ compiler; without one, tests that need
 * it are skipped. Its memory is the computer's, behind addresses that only it knows: who takes one for an address of the
 * computer ends the process.
 */
class EmulatedGpu implements Gpu {
    /** Added to each address, so that it points to nothing; the kernels' emulator takes it off. */
    private static final long DISGUISE = 1L << 60;

    /** Flag of dlopen: functions are looked for when they are called first, and not by other libraries. */
    private static final int RTLD_LAZY = 1;

    private final Function launch;
    private final Function multiply;
    private final int threads;
    private final boolean backwards;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.nativeOrder());
    private final long memory;
    private final Map<Long, Block> allocated = new HashMap<>();
    private long taken;
    /** Calls of the graph that is being made; null while none is. */
    private List<Runnable> captured;

    private record Block(long address, long bytes) {}

    /**
     * @param threads of a block at most: kernels take any number, unless they compute by warps
     * @param backwards whether the last thread of a block runs first
     */
    EmulatedGpu(int threads, boolean backwards) {
        this(threads, backwards, 8L << 30);
    }

    /** @param memory bytes that can be allocated */
    EmulatedGpu(int threads, boolean backwards, long memory) {
        this.memory = memory;
        // Only for this class to call: it pretends CUDA's own libraries too, which must not stand in for those that are
        // there.
        NativeLibrary library = NativeLibrary.getInstance(
                KernelsOnProcessor.library().toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY));
        launch = library.getFunction("launch");
        multiply = library.getFunction("multiply");
        this.threads = threads;
        this.backwards = backwards;
    }

    @Override
    public String name() {
        return "an emulated GPU";
    }

    @Override
    public Map<String, String> versions() {
        return Map.of("emulation", "1");
    }

    @Override
    public long allocate(long bytes) {
        if (bytes > available()) return 0;
        long address = com.sun.jna.Native.malloc(bytes + 256);
        long aligned = (address + 255) / 256 * 256;
        allocated.put(aligned, new Block(address, bytes));
        taken += bytes;
        return aligned + DISGUISE;
    }

    @Override
    public long available() {
        return memory - taken;
    }

    @Override
    public void free(long address) {
        Block block = allocated.remove(address - DISGUISE);
        taken -= block.bytes();
        com.sun.jna.Native.free(block.address());
    }

    @Override
    public int sharedBytes() {
        return 96 << 10;
    }

    @Override
    public ByteBuffer staging() {
        return staging;
    }

    @Override
    public void download(long address, int bytes) {
        staging.duplicate().put(at(address).getByteBuffer(0, bytes));
    }

    @Override
    public void upload(long address, int bytes) {
        at(address).getByteBuffer(0, bytes).put(staging.duplicate().clear().limit(bytes));
    }

    @Override
    public void clear(long address, long bytes) {
        ask(() -> at(address).clear(bytes));
    }

    @Override
    public void copy(long from, long to, long bytes) {
        ask(() -> at(to).getByteBuffer(0, bytes).put(at(from).getByteBuffer(0, bytes)));
    }

    @Override
    public void send(ByteBuffer host, int bytes, long to) {
        at(to).getByteBuffer(0, bytes).put(host.duplicate().limit(bytes));
    }

    @Override
    public void launch(String kernel, int x, int y, int z, int block, int shared, ByteBuffer arguments) {
        int bytes = arguments.limit();
        ByteBuffer own =
                ByteBuffer.allocateDirect(bytes).put(arguments.duplicate()).flip();
        Object[] all = {kernel, x, y, z, block, threads, shared, own, (long) bytes, backwards ? 1 : 0};
        ask(() -> {
            String fault = launch.invokeString(all, false);
            if (fault != null) throw new IllegalStateException("kernel " + kernel + ": " + fault);
        });
    }

    @Override
    public void multiply(Product p, long a, long b, long bias, long y) {
        Object[] all = {
            p.batch(),
            p.m(),
            p.n(),
            p.k(),
            p.alpha(),
            p.beta(),
            new Pointer(a),
            p.a().type().ordinal(),
            strides(p.a()),
            new Pointer(b),
            p.b().type().ordinal(),
            strides(p.b()),
            bias == 0 ? Pointer.NULL : new Pointer(bias),
            new Pointer(y),
            strides(p.y())
        };
        if (p.a().type() != p.b().type()) throw new IllegalStateException("factors of different types: " + p);
        if (p.y().type() != DType.FLOAT32 || p.y().columnMajor())
            throw new IllegalStateException("such a result: " + p);
        requireLeading(p.a(), p.m(), p.k(), p);
        requireLeading(p.b(), p.k(), p.n(), p);
        requireLeading(p.y(), p.m(), p.n(), p);
        ask(() -> multiply.invokeVoid(all));
    }

    private static void requireLeading(Matrices x, int rows, int columns, Product p) {
        if (x.leading() < (x.columnMajor() ? rows : columns))
            throw new IllegalStateException("lines over each other: " + p);
    }

    private static long[] strides(Matrices x) {
        return x.columnMajor() ? new long[] {x.batch(), 1, x.leading()} : new long[] {x.batch(), x.leading(), 1};
    }

    private static Pointer at(long address) {
        return new Pointer(address - DISGUISE);
    }

    @Override
    public Graph graph(Runnable asks) {
        List<Runnable> all = new ArrayList<>();
        captured = all;
        asks.run();
        captured = null;
        return new Graph() {
            @Override
            public void launch() {
                all.forEach(Runnable::run);
            }

            @Override
            public void close() {
                all.clear();
            }
        };
    }

    private void ask(Runnable work) {
        if (captured == null) work.run();
        else captured.add(work);
    }

    @Override
    public void close() {
        if (!allocated.isEmpty()) throw new IllegalStateException(allocated.size() + " blocks were never freed");
    }
}
