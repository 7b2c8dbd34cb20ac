package io.github.fttp.diffusion.pipeline;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.testing.Fuzzed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The index with folders that hold configurations and no weights: it is what is read first. */
class ModelIndexFuzzTest {
    private static final Fuzzed FILE = folderOfParts();

    private static Fuzzed folderOfParts() {
        Fuzzed file = Fuzzed.file("model_index.json");
        try {
            for (String part : new String[] {"unet", "vae", "text_encoder", "tokenizer", "scheduler"}) {
                Files.createDirectories(file.folder().resolve(part));
                AtomicFiles.write(file.folder().resolve(part).resolve("config.json"), "{}");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    static Stream<byte[]> seeds() {
        String index = """
                {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.21.4", "requires_safety_checker": false,
                 "safety_checker": [null, null], "scheduler": ["diffusers", "PNDMScheduler"],
                 "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
                 "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}
                """;
        return Stream.of(index, index.replace("Stable", "StableXL"), "{\"_class_name\": null}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> StableDiffusionFolder.open(file.getParent()));
    }
}
