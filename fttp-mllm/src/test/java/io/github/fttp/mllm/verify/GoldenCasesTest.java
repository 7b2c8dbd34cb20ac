package io.github.fttp.mllm.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.CudaEngines;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.core.testing.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
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

    @ParameterizedTest
    @ValueSource(strings = {"qwen2_5_vl-tiny", "llava-tiny"})
    void valuesAreComputedWhereNoGradientsAreAskedFor(String name, @TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(GoldenCases.folder(name))) {
            for (Path file : files.toList()) Files.copy(file, folder.resolve(file.getFileName()));
        }
        Path spec = folder.resolve("case.json");
        ObjectNode changed = (ObjectNode) Json.checkpoint(spec).node();
        changed.putArray("what").add("out.logits");
        Json.write(spec, changed);
        GoldenCases.assertNothingOff(folder, "onednn");
    }

    /** Too large for this repository, or files of others. */
    @ParameterizedTest
    @ValueSource(strings = {"real/llava-json", "golden/vlm-image-processors"})
    void referencesBesideTheRepositoryToo(String name) {
        GoldenCases.assertNothingOff(References.require(name), "onednn");
    }
}
