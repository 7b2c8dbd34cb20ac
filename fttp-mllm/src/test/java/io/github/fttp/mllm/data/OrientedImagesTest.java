package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.testing.OrientedImages;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrientedImagesTest {
    private static final ImageProcessor PROCESSOR = ImageProcessor.clip(14);

    private static final ImagePreparation PREPARATION = new ImagePreparation() {
        @Override
        public PreparedImage prepare(Image image) {
            return new PreparedImage(PROCESSOR.process(image), 14, 14, 1);
        }

        @Override
        public ImagePreparation paddedToSquare() {
            return this; // what it makes is square
        }
    };

    @TempDir
    Path folder;

    @Test
    void aPhotoIsReadAsItIsStoredWithAWarningOrUprightWithout() {
        byte[] samples = new byte[3 * 20 * 14];
        for (int i = 0; i < samples.length; i++) samples[i] = (byte) (i * 31 % 251);
        Image upright = Image.of(20, 14, samples);
        Path photo = folder.resolve("photo.png");
        OrientedImages.png(photo, upright, 6);

        String warned = said(() -> assertThat(SampleWithImages.image(photo, PREPARATION, Decoding.REFERENCE)
                        .pixels())
                .isEqualTo(PROCESSOR.process(OrientedImages.stored(upright, 6))));
        assertThat(warned)
                .contains(
                        "WARN",
                        photo + ": is shown turned by viewers (EXIF orientation 6)",
                        "reading it upright turns it");
        String quiet = said(() -> assertThat(SampleWithImages.image(photo, PREPARATION, Decoding.REFERENCE.upright())
                        .pixels())
                .isEqualTo(PROCESSOR.process(upright)));
        assertThat(quiet).isEmpty();
    }

    private static String said(Runnable reading) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            reading.run();
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
