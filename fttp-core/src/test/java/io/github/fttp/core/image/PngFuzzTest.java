package io.github.fttp.core.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.provider.MethodSource;

class PngFuzzTest {
    static Stream<byte[]> seeds() {
        Stream<byte[]> drawn = FuzzedImages.drawn(
                "png",
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_USHORT_GRAY);
        return Stream.concat(drawn, Stream.of("zTXt", "iTXt").map(PngTest::withProfile));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        byte[] png = FuzzedImages.stamped(content, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n');
        FuzzedImages.readsOrRefuses(png);
        checked(png);
        FuzzedImages.readsOrRefuses(png);
    }

    /** Gives every chunk the checksum that it asks for: behind a wrong one nothing is looked at. */
    private static void checked(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png);
        int at = 8;
        while (at + 12 <= png.length) {
            int length = bytes.getInt(at);
            if (length < 0 || length > png.length - at - 12) return;
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, 4 + length);
            bytes.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
    }
}
