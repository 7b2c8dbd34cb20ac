package io.github.fttp.core.engine;

import java.nio.ByteBuffer;
import java.util.Map;

/** A GPU that counts what it is asked for. */
final class CountedGpu implements Gpu {
    private final Gpu gpu;
    private long kernels;
    private long products;
    private long moves;
    private long sends;
    private long waits;
    private long graphs;

    CountedGpu(Gpu gpu) {
        this.gpu = gpu;
    }

    GpuWork work() {
        return new GpuWork(kernels, products, moves, sends, waits, graphs);
    }

    /** How often the GPU was waited for. */
    long waits() {
        return waits;
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
    public long allocate(long bytes) {
        return gpu.allocate(bytes);
    }

    @Override
    public long available() {
        return gpu.available();
    }

    @Override
    public void free(long address) {
        gpu.free(address);
    }

    @Override
    public ByteBuffer staging() {
        return gpu.staging();
    }

    @Override
    public void download(long address, int bytes) {
        waits++;
        gpu.download(address, bytes);
    }

    @Override
    public void upload(long address, int bytes) {
        sends++;
        gpu.upload(address, bytes);
    }

    @Override
    public void clear(long address, long bytes) {
        moves++;
        gpu.clear(address, bytes);
    }

    @Override
    public void copy(long from, long to, long bytes) {
        moves++;
        gpu.copy(from, to, bytes);
    }

    @Override
    public void send(ByteBuffer host, int bytes, long to) {
        sends++;
        gpu.send(host, bytes, to);
    }

    @Override
    public int sharedBytes() {
        return gpu.sharedBytes();
    }

    @Override
    public void launch(String kernel, int x, int y, int z, int threads, int shared, ByteBuffer arguments) {
        kernels++;
        gpu.launch(kernel, x, y, z, threads, shared, arguments);
    }

    @Override
    public void multiply(Product product, long a, long b, long bias, long y) {
        products++;
        gpu.multiply(product, a, b, bias, y);
    }

    @Override
    public Graph graph(Runnable asks) {
        Graph graph = gpu.graph(asks);
        return new Graph() {
            @Override
            public void launch() {
                graphs++;
                graph.launch();
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }

    @Override
    public void close() {
        gpu.close();
    }
}
