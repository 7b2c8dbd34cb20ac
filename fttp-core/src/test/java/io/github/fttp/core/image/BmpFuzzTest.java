package io.github.fttp.core.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.image.BufferedImage;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class BmpFuzzTest {
    static Stream<byte[]> seeds() {
        return FuzzedImages.drawn(
                "bmp", BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY);
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FuzzedImages.readsOrRefuses(FuzzedImages.stamped(content, 'B', 'M'));
    }
}
