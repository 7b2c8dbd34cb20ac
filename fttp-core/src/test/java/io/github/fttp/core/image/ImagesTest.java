package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.testing.OrientedImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() {
        byte[] samples = new byte[3 * 7 * 5];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i * 37);
        }
        Image image = Image.of(7, 5, samples);

        Images.writePng(image, folder.resolve("a.png"));

        assertThat(Images.read(folder.resolve("a.png"))).isEqualTo(image);
    }

    @Test
    void writesTextThatOthersFind() throws IOException {
        Path file = folder.resolve("a.png");
        Images.writePng(Image.filled(1, 1, 1, 2, 3), file, Map.of("prompt", "Mira Volková"));

        // An iTXt chunk: keyword, 0, not compressed, method 0, no language, no translation, UTF-8.
        String chunk = "iTXtprompt\0\0\0\0\0Mira Volková";
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                .contains(HexFormat.of().formatHex(chunk.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif"})
    void tellsFormatsByContentAndNotByName(String format) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 1, 0xFF8000);
        Path file = folder.resolve("image.jpg");
        ImageIO.write(image, format, file.toFile());

        Image read = Images.read(file);

        assertThat(read.width()).isEqualTo(3);
        assertThat(read.height()).isEqualTo(2);
        assertThat(new int[] {read.sample(1, 2, 0), read.sample(1, 2, 1), read.sample(1, 2, 2)})
                .containsExactly(0xFF, 0x80, 0);
    }

    // Gray 64 is stored gray, not light: BufferedImage.getRGB would answer 137.
    @Test
    void readsGrayAsItIsStored() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 64);
        Path file = folder.resolve("gray.png");
        ImageIO.write(image, "png", file.toFile());

        assertThat(Images.read(file)).isEqualTo(Image.filled(1, 1, 64, 64, 64));
    }

    @Test
    void clipsSixteenBitGrayOrTakesItsHighByte() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0x00C8);
        image.getRaster().setSample(1, 0, 0, 0x8123);
        Path file = folder.resolve("gray16.png");
        ImageIO.write(image, "png", file.toFile());

        assertThat(Images.read(file).rgb()).containsExactly(200, 200, 200, 255, 255, 255);
        assertThat(Images.read(file, Decoding.REFERENCE.highByte()).rgb()).containsExactly(0, 0, 0, 0x81, 0x81, 0x81);
    }

    @Test
    void paintsAGifsFrameOnItsScreen() throws IOException {
        // Screen 3 x 2, palette black, red, green, blue; a frame of 2 x 1 at (1, 1): green, blue.
        // Codes of 3 bits, lowest first: clear 4, 2, 3, end 5 = 100 010 011 101 -> bytes 0b11010100, 0b1010.
        write(
                "part.gif",
                "474946383961 0300 0200 81 00 00 000000 ff0000 00ff00 0000ff"
                        + "2c 0100 0100 0200 0100 00 02 02 d40a 00 3b");

        assertThat(Images.read(folder.resolve("part.gif")).rgb())
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255);
    }

    @Test
    void refusesAGifWhoseFrameEndsTooEarly() {
        write(
                "short.gif",
                "474946383961 0300 0200 81 00 00 000000 ff0000 00ff00 0000ff"
                        + "2c 0000 0000 0300 0200 00 02 02 d40a 00 3b");

        assertRefused("short.gif", "is truncated: its image data end after 2 of 6 pixels");
    }

    @Test
    void refusesAGifWithACodeThatIsNotYetKnown() {
        // clear 4, then 7: 100 111 -> 0b00111100
        write(
                "bad.gif",
                "474946383961 0300 0200 81 00 00 000000 ff0000 00ff00 0000ff"
                        + "2c 0000 0000 0300 0200 00 02 01 3c 00 3b");

        assertRefused("bad.gif", "is damaged: code 7 after 0 pixels");
    }

    // Written by Pillow, lossless and exact: (10, 200, 30), and (250, 5, 77) with alpha 128.
    @Test
    void readsWebPAndDropsItsAlpha() {
        write("a.webp", "5249464624000000574542505650384c170000002f010000100ff01ee42bc0dfe3e581ff91860a44f43f0000");

        assertThat(Images.read(folder.resolve("a.webp")).rgb()).containsExactly(10, 200, 30, 250, 5, 77);
    }

    // The same as the first of two frames; put on a canvas 4 pixels wide, 2 from its left.
    @Test
    void readsTheFirstFrameOfAnAnimatedWebP() {
        write(
                "a.webp",
                "524946468e0000005745425056503858 0a000000 12000000 030000 000000"
                        + "414e494d0600000000000000 0000"
                        + "414e4d462e000000 010000 000000 010000 000000 000000 02"
                        + "5650384c160000002f010000100ff082e143e8bf29fa7f80a1858ce87f00"
                        + "414e4d462c000000000000000000000000000000000000005650384c140000002f00000000075081540820000a9afec78888fe07");

        assertThat(Images.read(folder.resolve("a.webp")).rgb())
                .containsExactly(0, 0, 0, 0, 0, 0, 10, 200, 30, 250, 5, 77);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "68656c6c6f20776f726c64, it begins with \"hello world\"",
        "00010203, it begins with the bytes 00 01 02 03",
        "ffd8ffd9, ends before its first scan",
        "89504e470d0a1a0a, before its image data",
        "474946383961, ends after 6 bytes",
        "424d0000, in its header",
        "524946460000000057454250, is damaged",
    })
    void saysWhatIsWrong(String bytes, String fault) {
        write("broken", bytes);

        assertRefused("broken", fault);
    }

    @Test
    void namesAFileThatIsNotThereAndAFolder() {
        assertRefused("none.png", "cannot be read: not found");
        assertThatThrownBy(() -> Images.read(folder))
                .isInstanceOf(BadData.class)
                .hasMessage(folder + ": is a folder, expected an image");
    }

    @ParameterizedTest
    @CsvSource({
        "100000, 100000, expected at most 178956970 in all",
        "13000, 13000, more than its",
        "0, 5, expected at least 1 x 1",
        "-1, -1, expected at most 178956970 in all",
    })
    void refusesSizesThatAreNoImagesBeforeTakingMemory(int width, int height, String fault) throws IOException {
        Files.write(folder.resolve("bomb.png"), png(width, height, new byte[30]));

        assertRefused("bomb.png", fault);
    }

    @Test
    void refusesAWrongChecksumBeforeTheImageData() throws IOException {
        byte[] png = png(1, 1, new byte[4]);
        png[8 + 4 + 4 + 13] ^= 1;
        Files.write(folder.resolve("crc.png"), png);

        assertRefused("crc.png", "has a wrong checksum in the chunk IHDR at byte 8");
    }

    @Test
    void readsTheRowsThereAreWhenTruncationIsTolerated() throws IOException {
        byte[] rows = new byte[100 * 31];
        new Random(3).nextBytes(rows);
        for (int i = 0; i < rows.length; i += 31) {
            rows[i] = 0;
        }
        byte[] whole = png(10, 100, rows);
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        Files.write(folder.resolve("whole.png"), whole);
        Files.write(folder.resolve("cut.png"), cut);

        assertRefused("cut.png", "is truncated");
        byte[] read = Images.read(folder.resolve("cut.png"), Decoding.REFERENCE.tolerant())
                .rgb();
        byte[] expected = Images.read(folder.resolve("whole.png")).rgb();
        assertThat(Arrays.mismatch(read, expected)).isGreaterThan(read.length / 4);
        assertThat(read[read.length - 1]).isZero();
    }

    @ParameterizedTest
    // Where the stored pixels 1 2 3 / 4 5 6 go, by EXIF's definition of the values.
    @CsvSource({
        "1, 123456",
        "2, 321654",
        "3, 654321",
        "4, 456123",
        "5, 142536",
        "6, 415263",
        "7, 635241",
        "8, 362514",
    })
    void turnsAnImageUpright(int orientation, String expected) {
        byte[] samples = new byte[18];
        for (int i = 0; i < 18; i++) {
            samples[i] = (byte) (i / 3 + 1);
        }
        Image upright = Exif.upright(Image.of(3, 2, samples), orientation);

        StringBuilder found = new StringBuilder();
        for (int i = 0; i < 18; i += 3) {
            found.append(upright.rgb()[i]);
        }
        assertThat(found).hasToString(expected);
        assertThat(upright.width()).isEqualTo(orientation < 5 ? 3 : 2);
    }

    @ParameterizedTest
    @CsvSource({
        "49492a0008000000 0100 1201 0300 01000000 06000000, 6",
        "4d4d002a00000008 0001 0112 0003 00000001 00030000, 3",
        "4d4d002a00000008 0001 0112 0003 00000001 00090000, 1",
        "4d4d002affffffff 0001 0112 0003 00000001 00030000, 1",
        "4d4d002a00000008 ffff, 1",
        "'', 1",
    })
    void findsTheOrientationOrTakesTheImageForUpright(String tiff, int orientation) {
        assertThat(Exif.orientation(HexFormat.of().parseHex(tiff.replace(" ", "")), new byte[0]))
                .isEqualTo(orientation);
    }

    @Test
    void takesTheOrientationFromXmpWhereExifHasNone() {
        byte[] xmp = "<rdf tiff:Orientation=\"8\"/>".getBytes(StandardCharsets.US_ASCII);
        assertThat(Exif.orientation(new byte[0], xmp)).isEqualTo(8);
        assertThat(Exif.orientation(
                        new byte[0], "<tiff:Orientation>3</tiff:Orientation>".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(3);
        byte[] exif = HexFormat.of().parseHex("4d4d002a000000080001011200030000000100060000");
        assertThat(Exif.orientation(exif, xmp)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsFilesUprightOnlyWhenAsked(int orientation) {
        byte[] samples = new byte[3 * 16 * 8];
        for (int i = 0; i < samples.length; i++) samples[i] = (byte) (i * 37);
        Image upright = Image.of(16, 8, samples);
        Path png = folder.resolve("a.png");
        OrientedImages.png(png, upright, orientation);
        assertThat(Images.orientation(png)).isEqualTo(orientation);
        assertThat(Images.read(png, Decoding.REFERENCE.upright())).isEqualTo(upright);
        assertThat(Images.read(png)).isEqualTo(OrientedImages.stored(upright, orientation));

        Path jpeg = folder.resolve("a.jpg");
        OrientedImages.jpeg(jpeg, upright, orientation);
        assertThat(Images.orientation(jpeg)).isEqualTo(orientation);
        Image stored = Images.read(jpeg);
        assertThat(stored.width()).isEqualTo(orientation < 5 ? 16 : 8);
        assertThat(Images.read(jpeg, Decoding.REFERENCE.upright())).isEqualTo(Exif.upright(stored, orientation));
    }

    // Written by Pillow, lossless: (10, 200, 30) left of (250, 5, 77), orientation 6 by EXIF and 8 by XMP.
    @ParameterizedTest
    @CsvSource({
        "524946465600000057454250565038580a000000080000000100000000005650384c150000002f010000000ff082e143e8bf297afe"
                + "430b19d1ff0000455849461a0000004d4d002a00000008000101120003000000010006000000000000, 6",
        "524946469400000057454250565038580a000000040000000100000000005650384c150000002f010000000ff082e143e8bf297afe"
                + "430b19d1ff0000584d5020570000003c783a786d706d65746120786d6c6e733a783d2261646f62653a6e733a6d6574612f223e"
                + "3c7264663a4465736372697074696f6e20746966663a4f7269656e746174696f6e3d2238222f3e3c2f783a786d706d6574613e"
                + "00, 8"
    })
    void turnsWebPUprightToo(String bytes, int orientation) {
        write("a.webp", bytes);
        Image upright = Images.read(folder.resolve("a.webp"), Decoding.REFERENCE.upright());
        assertThat(upright.height()).isEqualTo(2);
        // By 6 the left is above, by 8 below.
        assertThat(upright.sample(0, 0, 0)).isEqualTo(orientation == 6 ? 10 : 250);
    }

    private void assertRefused(String name, String fault) {
        Path file = folder.resolve(name);
        assertThatThrownBy(() -> Images.read(file))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(fault);
    }

    private void write(String name, String hex) {
        try {
            Files.write(folder.resolve(name), HexFormat.of().parseHex(hex.replace(" ", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 8-bit RGB; each row begins with its filter, 0. */
    private static byte[] png(int width, int height, byte[] rows) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            deflater.write(rows);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(HexFormat.of().parseHex("89504e470d0a1a0a"));
        byte[] rgb8 = {8, 2, 0, 0, 0};
        png.write(chunk(
                "IHDR",
                ByteBuffer.allocate(13).putInt(width).putInt(height).put(rgb8).array()));
        png.write(chunk("IDAT", data.toByteArray()));
        png.write(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    private static byte[] chunk(String type, byte[] body) {
        byte[] named = (type + new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(12 + body.length)
                .putInt(body.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }
}
