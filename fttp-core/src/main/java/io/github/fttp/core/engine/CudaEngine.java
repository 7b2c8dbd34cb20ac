package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import java.util.Map;
import java.util.TreeMap;

/**
 * The engine for NVIDIA GPUs of compute capability 7.5 and newer, with CUDA 13 or 12.9: its own kernels, and cuBLASLt for
 * matrix products. Tensors lie in the GPU's memory; reading and writing their values copies and waits, everything else is
 * asked for and done later, in order. The same call gives the same bits on the same GPU: no sum is made by atomic operations.
 */
public final class CudaEngine extends CheckedEngine {
    private final CountedGpu gpu;
    private final Pool pool;
    private final GpuUploads uploads;
    private final Precision precision;
    private final Kernels kernels;

    /**
     * Computes on the first GPU that the driver shows.
     *
     * @throws UnusableGpu if there is none, or what it takes is missing
     */
    public CudaEngine(Precision precision) {
        this(new NvidiaGpu(), precision);
    }

    CudaEngine(Gpu uncounted, Precision precision) {
        this.precision = precision;
        gpu = new CountedGpu(uncounted);
        pool = new Pool(gpu);
        uploads = new GpuUploads(gpu);
        GpuLaunch launch = new GpuLaunch(gpu);
        CudaSums sums = new CudaSums(pool, launch);
        CudaElements elements = new CudaElements(gpu, pool, launch, sums);
        CudaMatmul matmul = new CudaMatmul(pool, elements, gpu, precision);
        CudaSoftmax softmax = new CudaSoftmax(launch, uploads);
        kernels = new Kernels(
                matmul,
                elements,
                new CudaActivations(launch),
                new CudaRows(launch, uploads),
                new CudaNorms(pool, launch, sums),
                new CudaConvolution(pool, elements, matmul, launch),
                new CudaAttention(pool, matmul, softmax, launch, uploads),
                softmax);
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
        return device;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    /** How often the GPU was asked for something so far. */
    public GpuWork work() {
        return gpu.work();
    }

    @Override
    Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        uploads.close();
        pool.close();
        gpu.close();
    }
}
