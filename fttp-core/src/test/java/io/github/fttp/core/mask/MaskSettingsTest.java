package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of folders that hold more, or other things, than images with their masks. */
class MaskSettingsTest {
    private static final String NOT_READ = " of a format that is not read, expected PNG, JPEG, GIF, BMP or WebP";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void imagesOfFormatsThatAreNotReadAreNamed() throws IOException {
        image("a.png");
        image("a_mask.png");
        for (String name : List.of("b.heic", "c.TIF", "d.avif", "e.ppm", "f.jxl")) write(name, "?");
        assertThat(read(MaskSettings.beside())).containsExactly("a.png");
        assertThat(warnings).containsExactly(folder + ": [b.heic, c.TIF, d.avif, e.ppm, f.jxl] are" + NOT_READ);
    }

    @Test
    void aFolderOfOnlySuchImagesIsRefusedByTheirNames() throws IOException {
        write("a.tif", "?");
        image("a_mask.png");
        assertRefused(
                MaskSettings.beside(),
                folder + ": holds no masks of images that are read (labelme's .json, or PNG named NAME.mask.png (or"
                        + " -mask, _mask, -masklabel) for the image NAME): a.tif is" + NOT_READ);
        assertThat(ImageFolder.of(folder).images()).isEmpty();
        assertThat(ImageFolder.of(folder).none()).hasMessage(folder + ": holds no images: a.tif is" + NOT_READ);
    }

    @Test
    void aMaskElsewhereOfSuchAnImageIsRefusedByTheImagesName() throws IOException {
        write("a.tif", "?");
        Path masks = Files.createDirectory(folder.resolve("masks"));
        image("masks/a.png");
        assertRefused(
                MaskSettings.beside().files(masks),
                masks.resolve("a.png") + ": is the mask of a.tif, which is" + NOT_READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tif", "a.jpg"})
    void theImageWithinAnAnnotationStandsInForOneThatCannotBeRead(String name) throws IOException {
        write(name, "II*");
        byte[] png = Images.png(Image.filled(8, 8, 1, 2, 3));
        write("a.json", """
            {"shapes": [{"label": "cup", "shape_type": "rectangle", "points": [[0, 0], [3, 3]]}],
             "imagePath": "%s", "imageData": "%s"}\
            """.formatted(name, Base64.getEncoder().encodeToString(png)));
        MaskedImage read = MaskSettings.beside().read(folder, warnings::add).get(0);
        assertThat(read.image().sample(0, 0, 2)).isEqualTo(3);
        assertThat(read.namedImage()).isEqualTo(folder.resolve(name));
        assertThat(warnings).isEmpty();
    }

    private List<String> read(MaskSettings settings) {
        return settings.read(folder, warnings::add).stream()
                .map(MaskedImage::imageName)
                .toList();
    }

    private void assertRefused(MaskSettings settings, String message) {
        assertThatThrownBy(() -> read(settings)).isInstanceOf(BadData.class).hasMessage(message);
    }

    private void image(String name) {
        Images.writePng(Image.filled(8, 8, 120, 90, 60), folder.resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    }
}
