package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    @TempDir
    Path folder;

    @Test
    void takesTheCurrentFolderForImages() throws IOException {
        Path image = Files.createTempFile(Files.createDirectories(Path.of("target")), "image", ".png");
        try {
            Files.write(image, PNG_SIGNATURE);
            assertThat(ImageFile.of(named(image.toString()), Path.of(".")).toAbsolutePath())
                    .isEqualTo(image.toAbsolutePath());
        } finally {
            Files.delete(image);
        }
        assertThatThrownBy(() -> ImageFile.of(named("../pom.xml"), Path.of(".")))
                .hasMessageContaining("expected an image inside of .");
    }

    private Json named(String image) throws IOException {
        Path file = Files.writeString(folder.resolve("sample.json"), "{\"image\": \"" + image + "\"}");
        return Json.data(file).field("image");
    }
}
