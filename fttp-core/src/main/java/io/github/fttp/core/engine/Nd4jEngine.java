package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import java.util.Map;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every kernel in ND4J operations: portable, on the CPU and on GPUs that ND4J's CUDA backend supports, and the engine that
 * others are compared with. Not made to be fast: on a GPU it copies operands and results with each call.
 */
public final class Nd4jEngine extends CheckedEngine {
    private final Pool pool = new Pool();
    private final Kernels kernels = new Kernels(
            new Nd4jMatmul(),
            new Nd4jElements(),
            new Nd4jActivations(),
            new Nd4jRows(),
            new Nd4jNorms(),
            new Nd4jConvolution(),
            new Nd4jAttention(),
            new Nd4jSoftmax());

    /**
     * Loads ND4J, and sets its threads and those of OpenBLAS beneath it to {@link Threads#count()}.
     *
     * @throws UnusableGpu if ND4J is built for GPUs and there is none that it holds code for
     */
    public Nd4jEngine() {
        if (Cuda.isBuiltIn()) Cuda.requireUsable();
        Nd4j.getEnvironment().setMaxThreads(Threads.count());
        Nd4j.getEnvironment().setMaxMasterThreads(Threads.count());
        // After ND4J has started, which sets it to a number of its own.
        openblas.blas_set_num_threads(Threads.count());
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public Map<String, String> device() {
        return Cuda.isBuiltIn() ? Map.of("NVIDIA driver", Cuda.driverVersion()) : Map.of();
    }

    @Override
    public boolean hasBfloat16() {
        return false;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        pool.close();
    }
}
