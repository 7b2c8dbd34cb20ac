package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedImagesTest {
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    @TempDir
    Path folder;

    @Test
    void takesTheCurrentFolderForImages() throws IOException {
        Path image = Files.createTempFile(Files.createDirectories(Path.of("target")), "image", ".png");
        try {
            Files.write(image, PNG_SIGNATURE);
            assertThat(new NamedImages(Path.of("."))
                            .file(named(image.toString()))
                            .toAbsolutePath())
                    .isEqualTo(image.toAbsolutePath());
        } finally {
            Files.delete(image);
        }
        assertThatThrownBy(() -> new NamedImages(Path.of(".")).file(named("../pom.xml")))
                .hasMessageContaining("expected an image inside of .");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photos/Ren\u00e9.png",
                "photos/Rene\u0301.png",
                "photos/REN\u00c9.PNG",
                "Photos/ren\u00e9.png",
                "photos\\\\ren\u00e9.png",
                "./photos/Ren\u00e9.png",
                "photos\\\\..\\\\photos\\\\Rene\u0301.png"
            })
    void findsWhatIsWrittenOtherwise(String name) throws IOException {
        Path image = image("photos/Rene\u0301.png");
        assertThat(new NamedImages(folder).file(named(name))).isEqualTo(image);
        assertThat(new NamedImages(folder)
                        .file(named(folder.resolve("photos/Ren\u00e9.png").toString())))
                .isEqualTo(image);
    }

    @Test
    void findsAFileByItsAddress() throws IOException {
        Path image = image("my photos/a b.png");
        NamedImages images = new NamedImages(folder);
        assertThat(images.file(named("file://" + image.toAbsolutePath()))).isEqualTo(image);
        assertThat(images.file(named("file://my photos/a b.png"))).isEqualTo(image);
        assertThatThrownBy(() -> images.file(named("file:///a.png")))
                .hasMessageContaining("expected an image inside of");
    }

    @Test
    void refusesWhatMayBeSeveral() throws IOException {
        image("a.png");
        image("A.png");
        NamedImages images = new NamedImages(folder);
        assertThat(images.file(named("A.png"))).isEqualTo(folder.resolve("A.png"));
        assertThatThrownBy(() -> images.file(named("a.PNG"))).hasMessageContaining("which may be any of [");
        Path inOne = image("B/x.png");
        image("b/y.png");
        assertThat(images.file(named("B/x.PNG"))).isEqualTo(inOne);
    }

    @Test
    void refusesWhatIsElsewhere() throws IOException {
        image("photos/a.png");
        NamedImages images = new NamedImages(folder.resolve("photos"));
        assertThatThrownBy(() -> images.file(named("other/a.png"))).hasMessageContaining("not found in");
        assertThatThrownBy(() -> images.file(named("..\\\\other\\\\a.png")))
                .hasMessageContaining("expected an image inside of");
        assertThatThrownBy(() -> images.file(named("/a.png"))).hasMessageContaining("expected an image inside of");
    }

    @Test
    void refusesAnImageWithinTheFileInAShortLine() {
        assertThatThrownBy(() -> new NamedImages(folder).file(named("data:image/png;base64," + "A".repeat(10_000))))
                .hasMessageContaining("is an image within the file (data:image/png;base64,AAA")
                .hasMessageContaining("AAA...), expected the name of one in")
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(600));
    }

    private Path image(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, PNG_SIGNATURE);
    }

    private Json named(String image) throws IOException {
        Path file = Files.writeString(folder.resolve("sample.json"), "{\"image\": \"" + image + "\"}");
        return Json.data(file).field("image");
    }
}
