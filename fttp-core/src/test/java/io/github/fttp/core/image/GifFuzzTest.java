package io.github.fttp.core.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.image.BufferedImage;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class GifFuzzTest {
    static Stream<byte[]> seeds() {
        return FuzzedImages.drawn("gif", BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY);
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FuzzedImages.readsOrRefuses(FuzzedImages.stamped(content, 'G', 'I', 'F', '8', '9', 'a'));
    }
}
