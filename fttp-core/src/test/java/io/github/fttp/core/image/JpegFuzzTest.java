package io.github.fttp.core.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.image.BufferedImage;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class JpegFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.concat(
                FuzzedImages.drawn("jpeg", BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY),
                Stream.of(FuzzedImages.written("jpeg", FuzzedImages.drawn(BufferedImage.TYPE_INT_RGB), true)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FuzzedImages.readsOrRefuses(FuzzedImages.stamped(content, 0xFF, 0xD8, 0xFF));
    }
}
