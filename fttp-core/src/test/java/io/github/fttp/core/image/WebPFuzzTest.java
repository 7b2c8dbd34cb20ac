package io.github.fttp.core.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.image.BufferedImage;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class WebPFuzzTest {
    static Stream<byte[]> seeds() {
        return FuzzedImages.drawn("webp", BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB);
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FuzzedImages.readsOrRefuses(FuzzedImages.stamped(content, 'R', 'I', 'F', 'F'));
    }
}
