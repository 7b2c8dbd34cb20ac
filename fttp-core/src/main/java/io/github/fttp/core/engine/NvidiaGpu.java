package io.github.fttp.core.engine;

import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The first GPU that the NVIDIA driver shows, with one stream. */
final class NvidiaGpu implements Gpu {
    private static final int STAGING = 1 << 22;
    /** Host memory of {@link #send}: so much may be on its way at a time. */
    private static final int OUTBOX = 1 << 23;

    private static final int OUT_OF_MEMORY = 2;
    private static final String MAKING_A_GRAPH = "making a graph (system property fttp.cuda.graphs)";

    // CU_LAUNCH_PARAM_... of cuda.h.
    private static final long END = 0;
    private static final long BUFFER_POINTER = 1;
    private static final long BUFFER_SIZE = 2;

    private final String name;
    private final CUstream_st stream = new CUstream_st();
    private final CUmod_st module = new CUmod_st();
    private final Map<String, CUfunc_st> functions = new HashMap<>();
    private final BytePointer pinned;
    private final ByteBuffer staging;
    private final BytePointer outbox;
    private final CUevent_st[] sent = {new CUevent_st(), new CUevent_st()};
    private int outboxAt;
    private final CublasLt products;
    private final Raw argumentsAt = new Raw();
    private final SizeTPointer argumentsBytes = new SizeTPointer(1);
    private final PointerPointer<Pointer> launchExtra;
    private final int sharedBytes;
    private Thread thread;

    /** @throws UnusableGpu if there is none, or something that it takes is missing */
    NvidiaGpu() {
        Cuda.Gpu gpu = CudaLibraries.load();
        name = gpu.toString();
        check(cudart.cudaSetDevice(0), "cudaSetDevice");
        thread = Thread.currentThread();
        check(cudart.cudaStreamCreate(stream), "cudaStreamCreate");
        pinned = pinned(STAGING);
        staging = pinned.asByteBuffer().order(ByteOrder.nativeOrder());
        outbox = pinned(OUTBOX);
        for (CUevent_st event : sent) check(cudart.cudaEventCreate(event), "cudaEventCreate");
        int[] bytes = new int[1];
        check(
                cudart.cudaDeviceGetAttribute(bytes, cudart.cudaDevAttrMaxSharedMemoryPerBlockOptin, 0),
                "cudaDeviceGetAttribute");
        sharedBytes = bytes[0];
        try (BytePointer image = new BytePointer(KernelCompiler.cubin(gpu))) {
            driver(cudart.cuModuleLoadData(module, image), "cuModuleLoadData");
        }
        for (String kernel : KernelSources.names()) {
            CUfunc_st function = new CUfunc_st();
            driver(cudart.cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction " + kernel);
            driver(
                    cudart.cuFuncSetAttribute(
                            function, cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes),
                    "shared memory for the kernel " + kernel);
            functions.put(kernel, function);
        }
        products = new CublasLt(stream);
        // {BUFFER_POINTER, arguments, BUFFER_SIZE, bytes, END}: arguments as one block, laid out as the kernel's.
        launchExtra = new PointerPointer<>(5);
        launchExtra.put(0, Raw.at(BUFFER_POINTER));
        launchExtra.put(2, Raw.at(BUFFER_SIZE));
        launchExtra.put(3, argumentsBytes);
        launchExtra.put(4, Raw.at(END));
    }

    private static BytePointer pinned(long bytes) {
        BytePointer pointer = new BytePointer((Pointer) null);
        check(cudart.cudaHostAlloc(pointer, bytes, 0), "cudaHostAlloc");
        return pointer.capacity(bytes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, String> versions() {
        int[] runtime = new int[1];
        check(cudart.cudaRuntimeGetVersion(runtime), "cudaRuntimeGetVersion");
        Map<String, String> versions = new TreeMap<>();
        versions.put("NVIDIA driver", Cuda.driverVersion());
        versions.put("CUDA runtime", String.valueOf(runtime[0]));
        versions.put("cuBLASLt", String.valueOf(cublas.cublasLtGetVersion()));
        versions.put("NVRTC", KernelCompiler.version());
        return versions;
    }

    /** Contexts belong to threads: an engine made in one and used in another takes it along. */
    private void here() {
        if (thread == Thread.currentThread()) return;
        check(cudart.cudaSetDevice(0), "cudaSetDevice");
        thread = Thread.currentThread();
    }

    @Override
    public long allocate(long bytes) {
        here();
        Raw memory = new Raw();
        int result = cudart.cudaMalloc(memory, bytes);
        if (result == OUT_OF_MEMORY) {
            cudart.cudaGetLastError(); // which would come up at the next call
            return 0;
        }
        check(result, "cudaMalloc");
        return memory.address();
    }

    @Override
    public long available() {
        here();
        SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1);
        check(cudart.cudaMemGetInfo(free, total), "cudaMemGetInfo");
        return free.get();
    }

    @Override
    public void free(long address) {
        here();
        check(cudart.cudaFree(Raw.at(address)), "cudaFree");
    }

    @Override
    public ByteBuffer staging() {
        return staging;
    }

    @Override
    public void download(long address, int bytes) {
        here();
        check(
                cudart.cudaMemcpyAsync(pinned, Raw.at(address), bytes, cudaMemcpyDeviceToHost, stream),
                "copying from the GPU");
        synchronize();
    }

    @Override
    public void upload(long address, int bytes) {
        send(staging.duplicate().clear(), bytes, address);
    }

    private void synchronize() {
        check(cudart.cudaStreamSynchronize(stream), "cudaStreamSynchronize");
    }

    @Override
    public void clear(long address, long bytes) {
        here();
        check(cudart.cudaMemsetAsync(Raw.at(address), 0, bytes, stream), "cudaMemsetAsync");
    }

    @Override
    public void copy(long from, long to, long bytes) {
        here();
        check(
                cudart.cudaMemcpyAsync(Raw.at(to), Raw.at(from), bytes, cudaMemcpyDeviceToDevice, stream),
                "copying on the GPU");
    }

    /** Through pinned memory in two halves, so that one fills while the other is on its way. */
    @Override
    public void send(ByteBuffer host, int bytes, long to) {
        here();
        int half = OUTBOX / 2;
        for (int done = 0; done < bytes; ) {
            if (outboxAt % half == 0) {
                check(cudart.cudaEventSynchronize(sent[outboxAt / half]), "cudaEventSynchronize");
            }
            int n = Math.min(bytes - done, half - outboxAt % half);
            BytePointer place = outbox.getPointer(outboxAt);
            place.capacity(n).asByteBuffer().put(host.duplicate().position(done).limit(done + n));
            check(
                    cudart.cudaMemcpyAsync(Raw.at(to + done), place, n, cudaMemcpyHostToDevice, stream),
                    "copying to the GPU");
            done += n;
            outboxAt += n;
            if (outboxAt % half == 0) {
                check(cudart.cudaEventRecord(sent[outboxAt / half - 1], stream), "cudaEventRecord");
                outboxAt %= OUTBOX;
            }
        }
    }

    @Override
    public int sharedBytes() {
        return sharedBytes;
    }

    @Override
    public void launch(String kernel, int x, int y, int z, int threads, int shared, ByteBuffer arguments) {
        here();
        argumentsAt.to(new BytePointer(arguments).address());
        argumentsBytes.put(arguments.limit());
        launchExtra.put(1, argumentsAt);
        driver(
                cudart.cuLaunchKernel(functions.get(kernel), x, y, z, threads, 1, 1, shared, stream, null, launchExtra),
                "starting the kernel " + kernel);
    }

    @Override
    public void multiply(Product product, long a, long b, long bias, long y) {
        here();
        products.multiply(product, a, b, bias, y);
    }

    @Override
    public Graph graph(Runnable asks) {
        here();
        check(cudart.cudaStreamBeginCapture(stream, cudart.cudaStreamCaptureModeThreadLocal), MAKING_A_GRAPH);
        CUgraph_st written = new CUgraph_st();
        int ended;
        try {
            asks.run();
        } finally {
            ended = cudart.cudaStreamEndCapture(stream, written); // without which the stream can't even be closed
        }
        check(ended, MAKING_A_GRAPH);
        CUgraphExec_st graph = new CUgraphExec_st();
        int made = cudart.cudaGraphInstantiate(graph, written, 0);
        check(cudart.cudaGraphDestroy(written), "cudaGraphDestroy");
        check(made, MAKING_A_GRAPH);
        return new Graph() {
            @Override
            public void launch() {
                here();
                check(cudart.cudaGraphLaunch(graph, stream), "cudaGraphLaunch");
            }

            @Override
            public void close() {
                here();
                check(cudart.cudaGraphExecDestroy(graph), "cudaGraphExecDestroy");
            }
        };
    }

    @Override
    public void close() {
        here();
        synchronize();
        products.close();
        driver(cudart.cuModuleUnload(module), "cuModuleUnload");
        for (CUevent_st event : sent) check(cudart.cudaEventDestroy(event), "cudaEventDestroy");
        check(cudart.cudaFreeHost(pinned), "cudaFreeHost");
        check(cudart.cudaFreeHost(outbox), "cudaFreeHost");
        check(cudart.cudaStreamDestroy(stream), "cudaStreamDestroy");
    }

    /** @throws IllegalStateException if a call of CUDA's runtime failed */
    static void check(int result, String what) {
        if (result == 0) return;
        String message = cudart.cudaGetErrorString(result).getString();
        throw new IllegalStateException("the GPU fails at " + what + ": " + message + " (" + result + ")");
    }

    private static void driver(int result, String what) {
        if (result != 0) throw new IllegalStateException("the GPU fails at " + what + ": the driver says " + result);
    }

    /** An address that nobody frees. */
    static final class Raw extends Pointer {
        Raw() {
            super((Pointer) null);
        }

        static Raw at(long address) {
            Raw raw = new Raw();
            raw.address = address;
            return raw;
        }

        void to(long other) {
            address = other;
        }
    }
}
