package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskPicturesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_INT_RGB
            })
    void whatIsNotBlackIsTheConcept(int type) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, type);
        image.setRGB(2, 0, 0xFFFFFF);
        image.setRGB(0, 1, 0xFFFFFF);
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(MaskPictures.read(file, 3, 2)).isEqualTo(PixelMask.of(3, 2, false, false, true, true, false, false));
    }

    @Test
    void theFaintestGrayIsTheConceptToo() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(1, 0, 0, 1);
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(MaskPictures.read(file)).isEqualTo(PixelMask.of(2, 1, false, true));
    }

    @Test
    void anotherSizeThanThePicturesIsRefused() {
        Path file = folder.resolve("mask.png");
        Pictures.writePng(Picture.filled(3, 2, 0, 0, 0), file);
        assertThatThrownBy(() -> MaskPictures.read(file, 2, 3))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": is a mask of 3 x 2, its picture has 2 x 3");
    }

    @Test
    void onlyPngIsTaken() throws IOException {
        Path file = folder.resolve("mask.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
        assertThatThrownBy(() -> MaskPictures.read(file, 8, 8))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": is a mask, expected a PNG");
        Files.delete(file);
        assertThatThrownBy(() -> MaskPictures.read(file)).hasMessage(file + ": cannot be read: not found");
    }
}
