package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chunks that tools other than cameras write, read as Pillow 12.3 reads them. */
class PngTest {
    private static final Path WHERE = Path.of("a.png");
    private static final int BEHIND_HEADER = 8 + 25;
    /** Orientation 6, as ImageMagick writes it: a name, a length, and lines of hexadecimal digits. */
    private static final String PROFILE =
            "\nexif\n      32\n457869660000" + "4d4d002a00000008\n00010112000300000001" + "000600000000\n0000\n";

    private static final String XMP = "<x tiff:Orientation=\"6\"/>";

    @ParameterizedTest
    @CsvSource({
        "zTXt, Raw profile type exif, 6",
        "tEXt, Raw profile type exif, 6",
        "iTXt, Raw profile type exif, 6",
        // Pillow does not look there, so that labelme shows the image as it is stored.
        "zTXt, Raw profile type APP1, 1",
    })
    void findsTheOrientationThatImageMagickWrites(String type, String keyword, int orientation) {
        assertThat(orientation(text(type, keyword, PROFILE))).isEqualTo(orientation);
    }

    @ParameterizedTest
    @CsvSource({"zTXt", "tEXt", "iTXt"})
    void findsTheOrientationInXmpHoweverItIsStored(String type) {
        assertThat(orientation(text(type, "XML:com.adobe.xmp", XMP))).isEqualTo(6);
    }

    @Test
    void takesAProfileThatIsDamagedOrTooLongForNone() {
        byte[] cut = text("zTXt", "Raw profile type exif", PROFILE);
        cut[cut.length - 8] ^= 1;
        assertThat(orientation(cut)).isEqualTo(1);
        assertThat(orientation(text("tEXt", "Raw profile type exif", "\nexif\n 2\n4d4")))
                .isEqualTo(1);
        assertThat(orientation(text("tEXt", "Raw profile type exif", "no digits")))
                .isEqualTo(1);
        assertThat(orientation(text("zTXt", "XML:com.adobe.xmp", XMP + " ".repeat(1 << 20))))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"4, 50", "6, 501122"})
    void ignoresATransparentColourWhereThereIsAlpha(int colourType, String pixel) {
        byte[] rows = HexFormat.of().parseHex("00" + pixel + "7f");
        byte[] png = png(8, colourType, new byte[0], rows);
        byte[] stray = inserted(png, BEHIND_HEADER, chunk("tRNS\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)));
        Image read = Images.decode(WHERE, stray, Decoding.REFERENCE);
        assertThat(read).isEqualTo(Images.decode(WHERE, png, Decoding.REFERENCE));
        assertThat(read.sample(0, 0, 0)).isEqualTo(0x50);
        assertThat(Marks.decode(WHERE, stray).values()).containsExactly(true);
    }

    /** The JDK says nothing of it for fewer than eight bits. */
    @ParameterizedTest
    @CsvSource({"1, 0080, 1, 0", "1, 0080, 0, 255", "2, 0080, 2, 0", "4, 0070, 7, 0", "4, 0070, 6, 255", "8, 0007, 7, 0"
    })
    void aGrayValueOfFewBitsIsTransparentToo(int depth, String row, int clear, int alpha) throws Unreadable {
        byte[] transparent = chunk(("tRNS\0" + (char) clear).getBytes(StandardCharsets.ISO_8859_1));
        byte[] png = png(depth, 0, transparent, HexFormat.of().parseHex(row));
        BufferedImage image = Png.image(png, Png.header(png), Decoding.REFERENCE);
        assertThat(image.getRGB(0, 0) >>> 24).isEqualTo(alpha);
        byte[] opaque = png(depth, 0, new byte[0], HexFormat.of().parseHex(row));
        assertThat(Images.decode(WHERE, png, Decoding.REFERENCE))
                .isEqualTo(Images.decode(WHERE, opaque, Decoding.REFERENCE));
    }

    @ParameterizedTest
    @CsvSource({"8, 0001", "8, 0002", "8, 00ff", "4, 0010", "4, 00f0", "2, 0080"})
    void aColourBehindThePaletteIsBlack(int depth, String row) {
        byte[] colours = chunk("PLTE\1\2\3\4\5\6".getBytes(StandardCharsets.ISO_8859_1));
        byte[] png = png(depth, 3, colours, HexFormat.of().parseHex(row));
        boolean inside = row.equals("0001") || row.equals("0010");
        Image read = Images.decode(WHERE, png, Decoding.REFERENCE);
        assertThat(read.sample(0, 0, 0)).isEqualTo(inside ? 4 : 0);
        assertThat(Marks.decode(WHERE, png).values()).containsExactly(inside);
    }

    /** One pixel. */
    private static byte[] png(int depth, int colourType, byte[] before, byte[] rows) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
        byte[] header = {'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, (byte) depth, (byte) colourType, 0, 0, 0};
        png.writeBytes(chunk(header));
        png.writeBytes(before);
        png.writeBytes(chunk(concat("IDAT", deflated(rows))));
        png.writeBytes(chunk(concat("IEND", new byte[0])));
        return png.toByteArray();
    }

    private static byte[] concat(String type, byte[] body) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(type.getBytes(StandardCharsets.ISO_8859_1));
        both.writeBytes(body);
        return both.toByteArray();
    }

    private static int orientation(byte[] typeAndBody) {
        return Images.orientation(WHERE, with(typeAndBody));
    }

    /** A PNG with ImageMagick's profile in a chunk of this type. */
    static byte[] withProfile(String type) {
        return with(text(type, "Raw profile type exif", PROFILE));
    }

    private static byte[] with(byte[] typeAndBody) {
        return inserted(Images.png(Image.filled(4, 2, 1, 2, 3)), BEHIND_HEADER, chunk(typeAndBody));
    }

    /** The type and the body of a text chunk; iTXt compressed as zTXt. */
    private static byte[] text(String type, String keyword, String text) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        chunk.writeBytes((type + keyword + '\0').getBytes(StandardCharsets.ISO_8859_1));
        chunk.writeBytes(
                switch (type) {
                    case "tEXt" -> new byte[0];
                    case "zTXt" -> new byte[1];
                    default ->
                        new byte[] {1, 0, 'e', 'n', 0, 'x', 0}; // compressed, by zlib; a language; the keyword in it
                });
        chunk.writeBytes(type.equals("tEXt") ? latin : deflated(latin));
        return chunk.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    private static byte[] chunk(byte[] typeAndBody) {
        ByteBuffer chunk = ByteBuffer.allocate(8 + typeAndBody.length).putInt(typeAndBody.length - 4);
        chunk.put(typeAndBody);
        CRC32 crc = new CRC32();
        crc.update(typeAndBody);
        return chunk.putInt((int) crc.getValue()).array();
    }

    private static byte[] inserted(byte[] png, int at, byte[] chunk) {
        ByteBuffer out = ByteBuffer.allocate(png.length + chunk.length);
        return out.put(png, 0, at).put(chunk).put(png, at, png.length - at).array();
    }
}
