package io.github.fttp.diffusion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.GoldenCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of folders as they are found: of older versions, of variants, with more in them than is needed. */
class StableDiffusionFolderTest {
    @TempDir
    Path temporary;

    /** A tiny pipeline, whose autoencoder halves each side. */
    private Path pipeline(String golden) throws IOException {
        Path from = GoldenCases.folder("fttp-diffusion", golden);
        Path to = temporary.resolve(golden);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return to;
    }

    private static void change(Path file, Consumer<ObjectNode> change) {
        ObjectNode json = (ObjectNode) Json.data(file).node();
        change.accept(json);
        Json.write(file, json);
    }

    private static int side(Path model) {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(model)) {
            return folder.defaultSide();
        }
    }

    /** The golden pipelines are of later versions and keep theirs. */
    @Test
    void anOutdatedSampleSizeIs64() throws IOException {
        Path model = pipeline("sd-micro-pipeline");
        Path config = model.resolve("unet/config.json");
        assertThat(side(model)).isEqualTo(2 * 8);
        change(config, unet -> unet.put("_diffusers_version", "0.8.1"));
        assertThat(side(model)).isEqualTo(2 * 64);
        change(config, unet -> unet.put("sample_size", 96));
        assertThat(side(model)).isEqualTo(2 * 96);
        change(config, unet -> unet.putArray("sample_size").add(32).add(32));
        assertThat(side(model)).isEqualTo(2 * 32);
        change(config, unet -> unet.put("sample_size", 32).put("_diffusers_version", "0.9.0"));
        assertThat(side(model)).isEqualTo(2 * 32);
        change(config, unet -> unet.remove("_diffusers_version"));
        assertThat(side(model)).isEqualTo(2 * 32);
    }

    @Test
    void anXlHasTheSampleSizeOfItsFile() throws IOException {
        Path model = pipeline("sdxl-micro-pipeline");
        int before = side(model);
        change(model.resolve("unet/config.json"), unet -> unet.put("_diffusers_version", "0.8.1"));
        assertThat(side(model)).isEqualTo(before);
    }
}
