package io.github.fttp.core.engine;

/** The engine for GPUs on an emulated one, for tests outside of this package. */
public final class EmulatedEngines {
    private EmulatedEngines() {}

    /** An engine whose kernels run on the processor; the test is skipped where there is no C++ compiler. */
    public static Engine cuda(Precision precision) {
        return new CudaEngine(new EmulatedGpu(5, true), precision);
    }
}
