package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.image.DrawingPrompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlearnCanvasPromptsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void draw() throws IOException {
        for (String style : new String[] {"Seed_Images", "Van_Gogh"}) {
            Path objects = Files.createDirectories(
                    folder.resolve("data").resolve(style).resolve("Bears"));
            Images.writePng(Image.filled(4, 4, style.length(), 2, 3), objects.resolve("1.png"));
        }
    }

    private ImageBenchmark read(String forget) {
        return (ImageBenchmark) Benchmarks.named("unlearncanvas")
                .read(BenchmarkRequest.of(folder.resolve("data"), forget), new ImageStore(folder.resolve("images")));
    }

    @Test
    void photosAreTrainedOnAsPhotosAndDrawnByTheirFoldersName() {
        ImageBenchmark canvas = read("Van_Gogh");
        assertThat(canvas.forget())
                .extracting(BenchmarkImage::prompt)
                .containsExactly("A Bears image in Van Gogh style.");
        assertThat(canvas.retain()).extracting(BenchmarkImage::prompt).containsExactly("A Bears image in Photo style.");
        assertThat(canvas.sets().get(DataSet.RETAIN))
                .extracting(DrawingPrompt::text)
                .containsOnly("A Bears image in Seed Images style.");
    }

    @Test
    void theConceptOfPhotosStandsInTheirPrompts() {
        ImageBenchmark canvas = read("Seed_Images");
        assertThat(canvas.forget()).extracting(BenchmarkImage::prompt).containsExactly("A Bears image in Photo style.");
        assertThat(canvas.concept().occurrences("A Bears image in Photo style."))
                .isNotEmpty();
    }
}
