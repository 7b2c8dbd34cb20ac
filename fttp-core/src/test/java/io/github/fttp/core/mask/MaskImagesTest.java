package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskImagesTest {
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
        assertThat(MaskImages.read(file, 3, 2)).isEqualTo(PixelMask.of(3, 2, false, false, true, true, false, false));
    }

    @Test
    void theFaintestGrayIsTheConceptToo() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(1, 0, 0, 1);
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(MaskImages.read(file)).isEqualTo(PixelMask.of(2, 1, false, true));
    }

    /** Colour and alpha of three pixels, and which of them are marked. */
    @ParameterizedTest
    @CsvSource({
        // All white: what can be seen.
        "ffffffff 00ffffff 80ffffff, 101",
        // All black likewise, as pens of drawing programs write it.
        "ff000000 00000000 ff000000, 101",
        // White strokes, what was rubbed out has kept its colour.
        "ffffffff ff000000 00ffffff, 100",
        // The alpha says nothing.
        "ffffffff ff000000 ffffffff, 101",
        "00ffffff 00000000 00ffffff, 101"
    })
    void transparencyMarksWhereColoursDoNot(String pixels, String marked) throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 3; x++) image.setRGB(x, 0, Integer.parseUnsignedInt(pixels.split(" ")[x], 16));
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        StringBuilder found = new StringBuilder();
        for (boolean value : MaskImages.read(file).values()) found.append(value ? 1 : 0);
        assertThat(found).hasToString(marked);
    }

    @Test
    void aPaletteMarksByItsColours() throws IOException {
        // Number 0 is white, 1 black, 2 red.
        byte[] red = {-1, 0, -1};
        byte[] other = {-1, 0, 0};
        IndexColorModel palette = new IndexColorModel(8, 3, red, other, other);
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int x = 0; x < 3; x++) image.getRaster().setSample(x, 0, 0, x);
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(MaskImages.read(file)).isEqualTo(PixelMask.of(3, 1, true, false, true));
    }

    /** 0 black, 15 a person, 255 the border around it, as in Pascal VOC; alone the last is a colour like others. */
    @Test
    void vocsBorderCountsForNeitherSide() throws IOException {
        Path file = folder.resolve("a_mask.png");
        voc(file, 0, 255, 15, 15);
        Images.writePng(Image.filled(4, 1, 9, 9, 9), folder.resolve("a.png"));
        MaskedImage image = new MaskedImage.Painted(file, folder.resolve("a.png"));
        assertThat(image.mask(ShapeMode.AREA)).isEqualTo(PixelMask.of(4, 1, false, false, true, true));
        assertThat(image.ignored(ShapeMode.AREA)).isEqualTo(PixelMask.of(4, 1, false, true, false, false));
        voc(file, 0, 255, 255, 0);
        assertThat(image.mask(ShapeMode.AREA)).isEqualTo(PixelMask.of(4, 1, false, true, true, false));
        assertThat(image.ignored(ShapeMode.AREA)).isEqualTo(PixelMask.empty(4, 1));
    }

    /** As maps of classes have them; a soft edge, a cut-out photo and VOC's border are none. */
    @Test
    void severalColoursThatCoverMuchAreSaid() throws IOException {
        Images.writePng(Image.filled(4, 1, 9, 9, 9), folder.resolve("a.png"));
        Path mask = folder.resolve("a_mask.png");
        voc(mask, 0, 255, 15, 15);
        assertThat(warnings()).isEmpty();
        gradient(mask);
        assertThat(warnings()).isEmpty();
        BufferedImage cutOut = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
        cutOut.setRGB(0, 0, 0xFF102030);
        cutOut.setRGB(1, 0, 0xFFA0B0C0);
        ImageIO.write(cutOut, "png", mask.toFile());
        assertThat(warnings()).isEmpty();
        String several = " several colours, which all count as the concept, whatever they stand for: a_mask.png";
        String painted = "; paint what is not the concept black";
        voc(mask, 0, 7, 15, 15);
        assertThat(warnings()).containsExactly(folder + ": 1 mask has" + several + painted);
        grey(mask, 0, 7, 15, 255);
        assertThat(warnings()).containsExactly(folder + ": 1 mask has" + several + painted);
        Images.writePng(Image.filled(4, 1, 9, 9, 9), folder.resolve("b.png"));
        grey(folder.resolve("b_mask.png"), 1, 1, 2, 2);
        assertThat(warnings()).containsExactly(folder + ": 2 masks have" + several + " and others" + painted);
    }

    /** A gray picture has many shades, though no hue; a mask's soft border has many as well, of few pixels each. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAGrayCutOutAllThatCanBeSeenIsMarkedAndOfAMaskWhatIsPainted(boolean picture) throws IOException {
        BufferedImage image = new BufferedImage(40, 4, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 40; x++) {
            for (int y = 0; y < 3; y++) image.setRGB(x, y, 0xFF000000 | (picture || y == 0 ? x * 6 : 255) * 0x010101);
        }
        Path file = folder.resolve("gray.png");
        ImageIO.write(image, "png", file.toFile());
        PixelMask mask = MaskImages.read(file);
        assertThat(mask.covers(0, 0)).isEqualTo(picture);
        assertThat(mask.covers(0, 1)).isTrue();
        assertThat(mask.covers(3, 0)).isFalse();
    }

    /** A picture that somebody cut out has black in it as well. */
    @Test
    void ofACutOutAllThatCanBeSeenIsMarked() throws IOException {
        BufferedImage cutOut = new BufferedImage(32, 2, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 32; x++) cutOut.setRGB(x, 0, 0xFF000000 | x * 8 << 16 | (31 - x) * 8 << 8 | 200);
        cutOut.setRGB(0, 1, 0xFF000000);
        Path file = folder.resolve("mask.png");
        ImageIO.write(cutOut, "png", file.toFile());
        PixelMask mask = MaskImages.read(file);
        assertThat(mask.count()).isEqualTo(33);
        assertThat(mask.covers(1, 0)).isTrue();
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        MaskSettings.beside().read(folder, warnings::add);
        return warnings;
    }

    private static void grey(Path file, int... values) throws IOException {
        BufferedImage image = new BufferedImage(values.length, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < values.length; x++) image.getRaster().setSample(x, 0, 0, values[x]);
        ImageIO.write(image, "png", file.toFile());
    }

    /** White with an edge of all greys. */
    private static void gradient(Path file) throws IOException {
        BufferedImage image = new BufferedImage(512, 512, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 512; y++) {
            for (int x = 0; x < 512; x++) image.getRaster().setSample(x, y, 0, x < 255 ? x : 255);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private static void voc(Path file, int... indices) throws IOException {
        byte[] red = new byte[256];
        byte[] blue = new byte[256];
        for (int i = 1; i < 255; i++) red[i] = (byte) i;
        red[255] = (byte) 0xE0;
        blue[255] = (byte) 0xC0;
        IndexColorModel palette = new IndexColorModel(8, 256, red, red, blue);
        BufferedImage image = new BufferedImage(indices.length, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int x = 0; x < indices.length; x++) image.getRaster().setSample(x, 0, 0, indices[x]);
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void theFaintestColourOfSixteenBitsIsTheConceptToo() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        BufferedImage image = new BufferedImage(model, model.createCompatibleWritableRaster(2, 1), false, null);
        image.getRaster().setSample(1, 0, 2, 1);
        Path file = folder.resolve("mask.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(MaskImages.read(file)).isEqualTo(PixelMask.of(2, 1, false, true));
    }

    @Test
    void anotherSizeThanTheImagesIsRefused() {
        Path file = folder.resolve("mask.png");
        Images.writePng(Image.filled(3, 2, 0, 0, 0), file);
        assertThatThrownBy(() -> MaskImages.read(file, 2, 3))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": is a mask of 3 x 2, its image has 2 x 3");
    }

    @Test
    void onlyPngIsTaken() throws IOException {
        Path file = folder.resolve("mask.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
        assertThatThrownBy(() -> MaskImages.read(file, 8, 8))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": is a mask, expected a PNG");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> MaskImages.read(file)).hasMessage(file + ": is empty, expected a PNG");
        Files.delete(file);
        assertThatThrownBy(() -> MaskImages.read(file)).hasMessage(file + ": cannot be read: not found");
    }
}
