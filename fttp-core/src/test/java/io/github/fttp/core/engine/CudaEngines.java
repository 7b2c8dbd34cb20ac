package io.github.fttp.core.engine;

/** The engine for GPUs, for tests in any package. */
public final class CudaEngines {
    private CudaEngines() {}

    /**
     * An engine on the GPU where the system property {@code fttp.gpu} is true; otherwise its kernels run on the processor, and
     * the test is skipped where there is no C++ compiler.
     */
    public static Engine cuda(Precision precision) {
        if (isOnGpu()) return new CudaEngine(precision);
        return new CudaEngine(new EmulatedGpu(5, true), precision, false, false);
    }

    /** Likewise, with attention as one kernel. */
    static Engine fused(Precision precision) {
        return new CudaEngine(isOnGpu() ? new NvidiaGpu() : new EmulatedGpu(5, true), precision, true, false);
    }

    /** Likewise, with graphs of what comes again. */
    public static CudaEngine replaying(Precision precision) {
        return new CudaEngine(isOnGpu() ? new NvidiaGpu() : new EmulatedGpu(5, true), precision, false, true);
    }

    static boolean isOnGpu() {
        return Boolean.getBoolean("fttp.gpu");
    }

    /** An engine whose kernels run on the processor and whose GPU has so many bytes of memory. */
    public static Engine withMemory(long bytes) {
        return new CudaEngine(new EmulatedGpu(5, true, bytes), Precision.EXACT, false, false);
    }
}
