package io.github.fttp.core.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A GPU that starts what comes again as a whole. Asks that wait for nothing are compared with what was asked before: while they
 * are the same they are held back, and where such a stretch ends, one graph is started in their place. At the first
 * difference those held back are asked for one by one, so that nothing that is computed depends on what was found.
 *
 * <p>A stretch ends where the GPU is waited for, where the host writes to a tensor or memory is given back, and after so many
 * asks, so that the GPU computes one while the next is asked for. The first time a stretch is only written down, the second
 * time its graph is made.
 */
final class ReplayedGpu implements Gpu {
    /** Asks of a stretch at most. */
    private static final int LONGEST = 128;
    /** Stretches that are known at most, the one that was not used for longest makes room. */
    private static final int MOST = 512;

    /** Kernels that take the number of the step or its rate: no two steps ask for the same, so that they are asked for alone. */
    private static final Set<String> CHANGING = Set.of("adam");

    private static final int NONE = -1;

    private final Gpu gpu;
    private final ByteBuffer arguments = ByteBuffer.allocateDirect(1024);
    private final List<Stretch> known = new ArrayList<>();
    /** All that was asked for since the last stretch ended. */
    private final List<Ask> asked = new ArrayList<>();
    /** Whether it has been passed on; otherwise it is held back. */
    private boolean direct;
    /** Which of the known stretches begins with what is held back. */
    private int expected = NONE;
    /** Which one came last: in the steady state the one behind it comes next. */
    private int last = NONE;
    /** Where the array ends that was sent last, since the GPU was waited for. */
    private long sent;
    /** How many stretches there were. */
    private long used;

    ReplayedGpu(Gpu gpu) {
        this.gpu = gpu;
    }

    /** A launch, product or move: all that a graph can hold. */
    private sealed interface Ask {}

    private record Launch(String kernel, int x, int y, int z, int threads, int shared, ByteBuffer arguments)
            implements Ask {}

    private record Multiplication(Product product, long a, long b, long bias, long y) implements Ask {}

    private record Copy(long from, long to, long bytes) implements Ask {}

    private record Clearing(long address, long bytes) implements Ask {}

    private static final class Stretch {
        private final List<Ask> asks;
        /** Null until it comes for the second time. */
        private Graph graph;

        private long used;

        Stretch(List<Ask> asks) {
            this.asks = List.copyOf(asks);
        }

        /** Compares the last one first: many begin alike. */
        boolean beginsWith(List<Ask> some) {
            if (asks.size() < some.size()) return false;
            for (int i = some.size() - 1; i >= 0; i--) if (!asks.get(i).equals(some.get(i))) return false;
            return true;
        }

        boolean is(List<Ask> some) {
            return asks.size() == some.size() && beginsWith(some);
        }

        void close() {
            if (graph != null) graph.close();
        }
    }

    @Override
    public void launch(String kernel, int x, int y, int z, int threads, int shared, ByteBuffer arguments) {
        if (CHANGING.contains(kernel)) {
            end();
            gpu.launch(kernel, x, y, z, threads, shared, arguments);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(arguments.remaining())
                .put(arguments.duplicate())
                .flip();
        ask(new Launch(kernel, x, y, z, threads, shared, copy));
    }

    @Override
    public void multiply(Product product, long a, long b, long bias, long y) {
        ask(new Multiplication(product, a, b, bias, y));
    }

    @Override
    public void copy(long from, long to, long bytes) {
        ask(new Copy(from, to, bytes));
    }

    @Override
    public void clear(long address, long bytes) {
        ask(new Clearing(address, bytes));
    }

    private void ask(Ask next) {
        asked.add(next);
        if (direct) {
            pass(next);
        } else if (!isExpected(next)) {
            expected = find(each -> each.beginsWith(asked));
            if (expected == NONE) passAll();
        }
        if (asked.size() == LONGEST) end();
    }

    private boolean isExpected(Ask next) {
        if (expected == NONE) return false;
        List<Ask> asks = known.get(expected).asks;
        return asks.size() >= asked.size() && asks.get(asked.size() - 1).equals(next);
    }

    /** The next known stretch that is wanted, by its number. */
    private int find(Predicate<Stretch> wanted) {
        for (int i = 1; i <= known.size(); i++) {
            int at = (last + i) % known.size();
            if (wanted.test(known.get(at))) return at;
        }
        return NONE;
    }

    /** Passes on what was held back, and from now on each at once. */
    private void passAll() {
        direct = true;
        asked.forEach(this::pass);
    }

    private void pass(Ask ask) {
        if (ask instanceof Launch it) {
            arguments.clear().put(it.arguments().duplicate()).flip();
            gpu.launch(it.kernel(), it.x(), it.y(), it.z(), it.threads(), it.shared(), arguments);
        } else if (ask instanceof Multiplication it) {
            gpu.multiply(it.product(), it.a(), it.b(), it.bias(), it.y());
        } else if (ask instanceof Copy it) {
            gpu.copy(it.from(), it.to(), it.bytes());
        } else if (ask instanceof Clearing it) {
            gpu.clear(it.address(), it.bytes());
        }
    }

    /** Ends the stretch: what was asked for is on its way then. */
    private void end() {
        if (!asked.isEmpty()) {
            if (!direct && known.get(expected).asks.size() > asked.size()) {
                expected = find(each -> each.is(asked));
                if (expected == NONE) passAll();
            }
            if (!direct) replay(expected);
            else if (find(each -> each.is(asked)) == NONE) remember();
            asked.clear();
            expected = NONE;
        }
        direct = false;
    }

    private void replay(int which) {
        Stretch stretch = known.get(which);
        if (stretch.graph == null) stretch.graph = gpu.graph(() -> stretch.asks.forEach(this::pass));
        stretch.graph.launch();
        stretch.used = ++used;
        last = which;
    }

    private void remember() {
        Stretch stretch = new Stretch(asked);
        stretch.used = ++used;
        if (known.size() < MOST) {
            last = known.size();
            known.add(stretch);
            return;
        }
        last = 0;
        for (int i = 1; i < known.size(); i++) if (known.get(i).used < known.get(last).used) last = i;
        known.set(last, stretch).close();
    }

    /**
     * Passes on at once, before what is held back: that reads nothing from where it goes, as long as each array lies behind the
     * one before. Where they begin anew without a wait, nothing is held back until the stretch ends.
     */
    @Override
    public void send(ByteBuffer host, int bytes, long to) {
        if (to < sent) {
            end();
            direct = true;
        }
        sent = to + bytes;
        gpu.send(host, bytes, to);
    }

    @Override
    public void upload(long address, int bytes) {
        end();
        gpu.upload(address, bytes);
    }

    @Override
    public void download(long address, int bytes) {
        end();
        sent = 0;
        gpu.download(address, bytes);
    }

    @Override
    public void free(long address) {
        end();
        gpu.free(address);
    }

    @Override
    public Graph graph(Runnable asks) {
        throw new UnsupportedOperationException("this GPU makes its graphs itself");
    }

    @Override
    public String name() {
        return gpu.name();
    }

    @Override
    public Map<String, String> versions() {
        return gpu.versions();
    }

    @Override
    public int sharedBytes() {
        return gpu.sharedBytes();
    }

    @Override
    public long allocate(long bytes) {
        return gpu.allocate(bytes);
    }

    @Override
    public long available() {
        return gpu.available();
    }

    @Override
    public ByteBuffer staging() {
        return gpu.staging();
    }

    @Override
    public void close() {
        known.forEach(Stretch::close);
        gpu.close();
    }
}
