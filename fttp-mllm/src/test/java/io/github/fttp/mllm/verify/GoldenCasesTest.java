package io.github.fttp.mllm.verify;

import io.github.fttp.core.engine.CudaEngines;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.core.testing.References;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenCasesTest {
    @ParameterizedTest
    @MethodSource("io.github.fttp.core.testing.GoldenCases#onBothEngines")
    void reproduceTheReference(String name, String engine) {
        GoldenCases.assertNothingOff(GoldenCases.folder(name), engine);
    }

    /** The kernels for GPUs, which run on the processor here. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny-lora", "llama-lora-dora", "llava-tiny"})
    void reproduceTheReferenceByTheKernelsForGpus(String name) {
        try (Engine engine = CudaEngines.cuda(Precision.EXACT)) {
            GoldenCases.assertNothingOff(GoldenCases.folder(name), engine);
        }
    }

    /** Too large for this repository, or files of others. */
    @ParameterizedTest
    @ValueSource(strings = {"real/llava-json", "golden/vlm-image-processors"})
    void referencesBesideTheRepositoryToo(String name) {
        GoldenCases.assertNothingOff(References.require(name), "onednn");
    }
}
