package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of one colour, drawn here as raw components: what they mean is in the markers that a test puts before. */
class JpegTest {
    private static final String JFIF = "ffe00010 4a46494600 0101 00 0001 0001 00 00";
    private static final String ADOBE = "ffee000e 41646f6265 0064 0000 0000 ";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        // Y, Cb = 128, Cr = 128 is gray
        "'120 128 128', JFIF, '120 120 120'",
        // R = Y + 1.402 * 60 = 184.1, G = 100 - 0.344136 * -40 - 0.714136 * 60 = 70.9, B = 100 + 1.772 * -40 = 29.1
        "'100 88 188', JFIF, '184 71 29'",
        "'100 88 188', ADOBE 1, '184 71 29'",
        "'100 88 188', '', '184 71 29'",
        "'100 88 188', ADOBE 0, '100 88 188'",
        "90, JFIF, '90 90 90'",
        // Adobe's inks are inverted: R = stored c * stored k / 255
        "'255 128 51 204', ADOBE 0, '204 102 41'",
        "'255 128 51 204', '', '204 102 41'",
        // YCC of what the stored inks lack to 255: 184 71 29, so they are 71 184 226
        "'100 88 188 255', ADOBE 2, '71 184 226'",
    })
    void componentsBecomeColoursAsTheirMarkersSay(String components, String marker, String rgb) throws IOException {
        byte[] segments = marker.isEmpty()
                ? new byte[0]
                : bytes(marker.equals("JFIF") ? JFIF : ADOBE + "0" + marker.charAt(marker.length() - 1));
        Image image = read(with(segments, jpeg(numbers(components))), Decoding.REFERENCE);

        int[] expected = numbers(rgb);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(image.sample(9, 11, channel)).isBetween(expected[channel] - 2, expected[channel] + 2);
        }
    }

    @Test
    void ignoresColourProfilesAndBrokenApplicationSegments() throws IOException {
        byte[] plain = with(bytes(JFIF), jpeg(100, 88, 188));
        byte[] profile = bytes("ffe20014 4943435f50524f46494c450001010000 0000"); // a profile of no sense
        byte[] broken = bytes("ffe00004 4a46 ffe1000a 457869660000 4d4d");

        assertThat(read(with(profile, with(broken, plain)), Decoding.REFERENCE))
                .isEqualTo(read(plain, Decoding.REFERENCE));
    }

    @Test
    void appliesTheOrientationOnlyWhenAsked() throws IOException {
        byte[] exif = bytes("ffe10022 457869660000 4d4d002a00000008 0001 0112 0003 00000001 00060000 00000000");
        byte[] turned = with(exif, jpeg(100));

        assertThat(read(turned, Decoding.REFERENCE).width()).isEqualTo(24);
        assertThat(read(turned, Decoding.REFERENCE.upright()).width()).isEqualTo(16);
    }

    @Test
    void refusesATruncatedFileUnlessTolerated() throws IOException {
        byte[] whole = jpeg(100);
        byte[] cut = Arrays.copyOf(whole, whole.length - 4);

        assertThatThrownBy(() -> read(cut, Decoding.REFERENCE))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith("a.jpg: is truncated: its image data end before the end marker");
        assertThat(read(cut, Decoding.REFERENCE.tolerant()).height()).isEqualTo(16);
    }

    @Test
    void aProgressiveFileThatEndsWithinItsScansIsTruncatedThere() {
        BufferedImage drawn = FuzzedImages.drawn(BufferedImage.TYPE_INT_RGB);
        byte[] whole = FuzzedImages.written("jpeg", drawn, true);
        int scan = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("\u00ff\u00da");
        for (int length : new int[] {scan, scan + 6, whole.length - 4}) {
            assertThatThrownBy(() -> read(Arrays.copyOf(whole, length), Decoding.REFERENCE))
                    .isInstanceOf(BadData.class)
                    .hasMessageEndingWith("a.jpg: is truncated: its image data end before the end marker");
        }
    }

    @Test
    void refusesAFrameOfMoreThanItsBytesCanHold() throws IOException {
        byte[] huge = jpeg(100);
        int frame = new String(huge, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        Arrays.fill(huge, frame + 5, frame + 9, (byte) 0x30);

        assertThatThrownBy(() -> read(huge, Decoding.REFERENCE))
                .isInstanceOf(BadData.class)
                .hasMessageContaining(
                        "declares 12336 x 12336 pixels, more than its " + huge.length + " bytes can hold");
    }

    private Image read(byte[] jpeg, Decoding how) throws IOException {
        Path file = folder.resolve("a.jpg");
        Files.write(file, jpeg);
        return Images.read(file, how);
    }

    /** 24 x 16 pixels of these components, without any application segment. */
    private static byte[] jpeg(int... components) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, 24, 16, components.length, null);
        for (int band = 0; band < components.length; band++) {
            int[] samples = new int[24 * 16];
            Arrays.fill(samples, components[band]);
            raster.setSamples(0, 0, 24, 16, band, samples);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(1);
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), best);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The segments behind the start marker. */
    private static byte[] with(byte[] segments, byte[] jpeg) {
        byte[] both = new byte[segments.length + jpeg.length];
        System.arraycopy(jpeg, 0, both, 0, 2);
        System.arraycopy(segments, 0, both, 2, segments.length);
        System.arraycopy(jpeg, 2, both, 2 + segments.length, jpeg.length - 2);
        return both;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}
