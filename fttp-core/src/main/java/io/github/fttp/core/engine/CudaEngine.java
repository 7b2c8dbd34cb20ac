package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/**
 * The engine for NVIDIA GPUs of compute capability 7.5 and newer, with CUDA 13 or 12.9: its own kernels, and cuBLASLt for
 * matrix products. Tensors lie in the GPU's memory; reading and writing their values copies and waits, everything else is
 * asked for and done later, in order. The same call gives the same bits on the same GPU: no sum is made by atomic operations.
 */
public final class CudaEngine extends CheckedEngine {
    /**
     * The system property that says how to attend: by {@code products} of matrices with a softmax between them, as long as it
     * says nothing, or {@code fused}.
     */
    private static final String ATTENTION = "fttp.cuda.attention";

    private static final String PRODUCTS = "products";
    private static final String FUSED = "fused";

    /**
     * The system property that says whether what comes again is started by CUDA graphs: {@code false}, as long as it says
     * nothing, or {@code true}.
     */
    private static final String GRAPHS = "fttp.cuda.graphs";

    private final CountedGpu counted;
    private final Gpu gpu;
    private final Pool pool;
    private final GpuUploads uploads;
    private final Precision precision;
    private final String attention;
    private final boolean graphs;
    private final CudaMatmul matmul;
    private final Kernels kernels;

    /**
     * Computes on the first GPU that the driver shows.
     *
     * @throws UnusableGpu if there is none, or what it takes is missing
     */
    public CudaEngine(Precision precision) {
        this(precision, says(ATTENTION, PRODUCTS, FUSED), says(GRAPHS, "false", "true"));
    }

    private CudaEngine(Precision precision, boolean fused, boolean graphs) {
        this(new NvidiaGpu(), precision, fused, graphs);
    }

    /**
     * @param fused whether attention is one kernel, which not every GPU can run
     * @param graphs whether what comes again is started by graphs
     */
    CudaEngine(Gpu uncounted, Precision precision, boolean fused, boolean graphs) {
        if (fused && !CudaFusedAttention.runsOn(uncounted)) {
            String name = uncounted.name();
            uncounted.close();
            throw new UnusableGpu(
                    name + " can't run fused attention (" + ATTENTION + ")", "leave the system property out");
        }
        this.precision = precision;
        attention = fused ? FUSED : PRODUCTS;
        counted = new CountedGpu(uncounted);
        this.graphs = graphs;
        gpu = graphs ? new ReplayedGpu(counted) : counted;
        pool = new Pool(gpu);
        uploads = new GpuUploads(gpu, counted::waits);
        GpuLaunch launch = new GpuLaunch(gpu);
        CudaSums sums = new CudaSums(pool, launch);
        CudaElements elements = new CudaElements(gpu, pool, launch, uploads, sums);
        matmul = new CudaMatmul(pool, elements, gpu, precision);
        CudaSoftmax softmax = new CudaSoftmax(launch, uploads);
        AttentionKernels products = new CudaAttention(pool, matmul, softmax, launch, uploads);
        kernels = new Kernels(
                matmul,
                elements,
                new CudaActivations(launch),
                new CudaRows(launch, uploads),
                new CudaNorms(pool, launch, sums),
                new CudaConvolution(pool, matmul, launch),
                fused ? new CudaFusedAttention(gpu, pool, launch, uploads, precision, products) : products,
                softmax);
    }

    /** Whether a system property says {@code other}; where it is not set it says {@code usual}. */
    private static boolean says(String property, String usual, String other) {
        String asked = System.getProperty(property, usual);
        if (asked.equals(usual) || asked.equals(other)) return asked.equals(other);
        throw new IllegalArgumentException(
                "system property " + property + " is " + asked + ", it may be " + usual + " or " + other);
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public boolean hasBfloat16() {
        return true;
    }

    @Override
    public Map<String, String> device() {
        Map<String, String> device = new TreeMap<>(gpu.versions());
        device.put("GPU", gpu.name());
        device.put("attention", attention);
        device.put("graphs", String.valueOf(graphs));
        return device;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    /** How often the GPU was asked for something so far. */
    public GpuWork work() {
        return counted.work();
    }

    /** In one product. */
    @Override
    public void matmul(Tensor a, Tensor b, float factor, Tensor y) {
        Arguments.matmul(a, b, y);
        matmul.product(a, b, y, factor, Write.SET);
    }

    @Override
    Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        try (gpu;
                pool;
                uploads) {
            // In turn from the last, each whatever the others say: once the GPU has failed they all do.
        }
    }
}
