package io.github.fttp.diffusion.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.unet.Framing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
    @TempDir
    Path folder;

    private List<Framing> framings(ConceptImages images) {
        ImageData data = ImageData.read(Concept.of("lamp"), images, List.of(), 2, false, warning -> {});
        return data.forget().stream().map(TrainingImage::framing).toList();
    }

    /** 40 x 20 becomes 32 x 16 at size 16, and 10 x 25 becomes 16 x 40; the middle is kept. */
    @Test
    void imagesKeepWhereTheyWereCroppedFrom() {
        Images.writePng(Image.filled(40, 20, 1, 2, 3), folder.resolve("a.png"));
        Images.writePng(Image.filled(10, 25, 1, 2, 3), folder.resolve("b.png"));
        ConceptImages images = ConceptImages.in(folder).size(16);
        assertThat(framings(images))
                .containsExactly(new Framing(20, 40, 0, 8, 16, 16), new Framing(25, 10, 12, 0, 16, 16));
        assertThat(framings(images.fit(Fit.PAD)))
                .containsExactly(new Framing(20, 40, 0, 0, 16, 16), new Framing(25, 10, 0, 0, 16, 16));
        assertThat(framings(images.flipped())).hasSize(4).contains(new Framing(20, 40, 0, 8, 16, 16));
    }
}
