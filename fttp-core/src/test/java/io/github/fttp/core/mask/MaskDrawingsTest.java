package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskDrawingsTest {
    @TempDir
    Path folder;

    private Path photos;
    private Path out;

    @BeforeEach
    void anAnnotatedImage() throws IOException {
        photos = Files.createDirectories(folder.resolve("all/photos"));
        out = folder.resolve("out");
        Images.writePng(Image.filled(16, 16, 100, 100, 100), photos.resolve("cup.png"));
        Files.writeString(photos.resolve("cup.json"), """
                {"shapes": [{"label": "cup", "shape_type": "rectangle", "points": [[0, 0], [7, 7]]}],
                 "imagePath": "cup.png"}""");
    }

    @Test
    void imagesInSubfoldersAreNotDrawnOver() throws IOException {
        byte[] original = Files.readAllBytes(photos.resolve("cup.png"));
        assertOver(MaskSettings.beside(), photos);
        assertThat(photos.resolve("cup.png")).hasBinaryContent(original);
    }

    @Test
    void masksInSubfoldersAreNotDrawnOver() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("masks/deep"));
        Files.move(photos.resolve("cup.json"), deep.resolve("cup.json"));
        MaskSettings masks = MaskSettings.beside().files(folder.resolve("masks"));
        for (Path over : List.of(photos, folder.resolve("masks"), deep)) assertOver(masks, over);
    }

    @Test
    void anImageInASubfolderThatAnAnnotationAboveNamesIsNotDrawnOver() throws IOException {
        Images.writePng(Image.filled(8, 8, 1, 2, 3), folder.resolve("all/other.png"));
        Files.move(photos.resolve("cup.json"), folder.resolve("all/cup.json"));
        assertOver(MaskSettings.beside(), photos);
    }

    @Test
    void drawsAnewWhatItDrewButNotOverFilesOfOthers() throws IOException {
        Files.createDirectory(out);
        Path others = Files.writeString(out.resolve("cup.png"), "my own");
        assertThatThrownBy(() -> draw(MaskSettings.beside(), out))
                .isInstanceOf(BadData.class)
                .hasMessage(
                        others + ": is there already, and nothing in it says that show-masks drew it: take it away or"
                                + " name another folder");
        assertThat(others).hasContent("my own");
        Files.delete(others);
        for (int times = 0; times < 2; times++) {
            assertThat(draw(MaskSettings.beside(), out)).hasSize(1);
        }
    }

    private void assertOver(MaskSettings masks, Path over) {
        assertThatThrownBy(() -> draw(masks, over))
                .isInstanceOf(BadData.class)
                .hasMessage(over + ": holds images or masks, which would be drawn over; name another folder");
    }

    private List<String> draw(MaskSettings masks, Path to) {
        List<String> drawn = new ArrayList<>();
        MaskDrawings.of(masks).side(2).write(folder.resolve("all"), to, warning -> {}, drawn::add);
        return drawn;
    }
}
