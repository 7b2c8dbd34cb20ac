package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.CudaEngines;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Nd4jEngine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import io.github.fttp.examples.verify.CaseKinds;
import io.github.fttp.examples.verify.Comparisons;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest {
    /** Those called tiny are the project's reference cases; the others were made with transformers 5.18 and PEFT 0.21. */
    @ParameterizedTest
    @CsvSource({
        "llama-tiny,onednn",
        "llama-tiny,nd4j",
        "llama-tiny-split,onednn",
        "llama-tiny-split,nd4j",
        "llama-tiny-lora,onednn",
        "llama-tiny-lora,nd4j",
        "llama-lora-patterns,onednn",
        "llama-lora-patterns,nd4j",
        "llama-lora-dora,onednn",
        "llama-lora-dora,nd4j",
        "llama-lora-rslora,onednn",
        "llama-lora-rslora,nd4j",
        "llama-lora-head,onednn",
        "llama-lora-head,nd4j",
        "llama-lora-all-linear,onednn",
        "llama-lora-all-linear,nd4j",
        "clip-vision-tiny,onednn",
        "clip-vision-tiny,nd4j",
        "clip-text-tiny,onednn",
        "clip-text-tiny,nd4j",
        "clip-text-projection-bf16,onednn",
        "clip-text-projection-bf16,nd4j",
        "clip-text-f16,onednn",
        "clip-text-f16,nd4j",
        "clip-tiny,onednn",
        "clip-tiny,nd4j",
        "clip-f16-shards,onednn",
        "clip-f16-shards,nd4j",
        "metrics,onednn",
        "llava-tiny,onednn",
        "llava-tiny,nd4j",
        "llama-biases-left,onednn",
        "llama-biases-left,nd4j",
        "llama-bf16-shards,onednn",
        "llama-bf16-shards,nd4j",
        "lora-rslora-regex,onednn",
        "lora-rslora-regex,nd4j",
        "clip-vision-leftover,onednn",
        "clip-vision-leftover,nd4j",
        "llava-mixed,onednn",
        "llava-mixed,nd4j",
        "unet-micro,onednn",
        "unet-micro,nd4j",
        "sd-lora,onednn",
        "sd-lora,nd4j",
        "unet-no-mid,onednn",
        "unet-no-mid,nd4j",
        "vae-tiny,onednn",
        "vae-tiny,nd4j",
        "sd-micro-pipeline,onednn",
        "sd-micro-pipeline,nd4j"
    })
    void modelsReproduceTheReference(String name, String engineName) throws URISyntaxException {
        Path folder = Path.of(VerifyTest.class.getResource("/golden/" + name).toURI());
        try (Engine engine = engineName.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine()) {
            assertNothingOff(folder, engine);
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ddpm",
                "ddim",
                "ddim-eta",
                "ddim-v-trailing",
                "pndm",
                "lms",
                "euler",
                "euler-leading",
                "euler-ancestral",
                "euler-ancestral-v",
                "heun",
                "heun-karras",
                "deis",
                "deis-3",
                "deis-karras",
                "unipc",
                "unipc-3-v",
                "unipc-bh1-noise",
                "unipc-karras",
                "dpmsolver++",
                "dpmsolver-single",
                "dpmsolver-single-3",
                "dpmsolver-single-noise",
                // Made with diffusers 0.40 for this test, which has classes and curves that the others have not.
                "heun-exponential-sample",
                "heun-exp-betas-clipped",
                "deis-exponential-v",
                "unipc-beta-range",
                "unipc-4-zero-snr-v",
                "dpmsolver-single-sde",
                "dpmsolver-sde-3",
                "dpmsolver-noise-sde"
            })
    void schedulersReproduceTheReference(String name) throws URISyntaxException {
        Path folder = Path.of(
                VerifyTest.class.getResource("/golden/schedulers/" + name).toURI());
        try (Engine engine = new OneDnnEngine()) {
            assertNothingOff(folder, engine);
        }
    }

    /** The kernels for GPUs, which run on the processor here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tiny-lora",
                "llama-lora-dora",
                "llava-tiny",
                "clip-f16-shards",
                "unet-micro",
                "vae-tiny",
                "sd-micro-pipeline"
            })
    void modelsReproduceTheReferenceByTheKernelsForGpus(String name) throws URISyntaxException {
        Path folder = Path.of(VerifyTest.class.getResource("/golden/" + name).toURI());
        try (Engine engine = CudaEngines.cuda(Precision.EXACT)) {
            assertNothingOff(folder, engine);
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    /** Too large for this repository. */
    @ParameterizedTest
    @ValueSource(strings = {"golden/unet-tiny", "golden/sd-fttp-step", "golden/sd-tiny-pipeline"})
    void largerModelsReproduceTheReference(String name) {
        try (Engine engine = new OneDnnEngine()) {
            assertNothingOff(References.require(name), engine);
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"real/tokenizer-llama", "real/tokenizer-clip", "real/llava-json", "real/annotations"})
    void dataIsReadAsTheReferenceReadsIt(String name) {
        try (Engine engine = new OneDnnEngine()) {
            assertNothingOff(References.require(name), engine);
        }
    }

    private static void assertNothingOff(Path folder, Engine engine) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Comparisons comparisons = new Comparisons(new PrintStream(lines, true, StandardCharsets.UTF_8));
        Json spec = Json.data(folder.resolve("case.json"));
        CaseKinds.of(spec.field("kind")).check(folder, spec, engine, comparisons);
        assertThat(comparisons.compared()).isPositive();
        assertThat(lines.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains(" OFF")))
                .isEmpty();
    }
}
