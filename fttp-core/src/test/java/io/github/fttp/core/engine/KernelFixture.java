package io.github.fttp.core.engine;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that run on each engine: CUDA's kernels on the processor, or in a run on a GPU on that alone. */
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
abstract class KernelFixture extends EngineFixture {
    enum Library {
        ONEDNN,
        ND4J,
        CUDA,
        /** CUDA with attention as one kernel, for tests of attention. */
        CUDA_FUSED
    }

    @Parameter
    Library library;

    static Stream<Library> engines() {
        return CudaEngines.isOnGpu() ? Stream.of(Library.CUDA) : Stream.of(Library.ONEDNN, Library.ND4J, Library.CUDA);
    }

    @Override
    Engine create() {
        return switch (library) {
            case ONEDNN -> new OneDnnEngine();
            case ND4J -> new Nd4jEngine();
            case CUDA -> CudaEngines.cuda(Precision.EXACT);
            case CUDA_FUSED -> CudaEngines.fused(Precision.EXACT);
        };
    }
}
