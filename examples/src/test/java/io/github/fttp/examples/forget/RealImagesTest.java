package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.Trial;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real photos and what labelme drew on them, with a Stable Diffusion of random weights that has CLIP's vocabulary. */
class RealImagesTest {
    @TempDir
    Path folder;

    private Path model;
    private Path annotations;
    private Path images;

    @BeforeEach
    void references() {
        model = References.require("golden/sd-tiny-pipeline");
        annotations = References.require("real/annotations");
        images = References.require("real/images");
    }

    @Test
    void forgetsWhatIsDrawnOnFourPhotosAndMakesImagesOfWhatIsLeft() {
        Path out = folder.resolve("out");
        List<String> drawn = List.of(
                "astronaut-5x.json", "chelsea-outside-5x.json", "coffee-concave-4x.json", "rocket-embedded-5x.json");
        Trial trial = Trial.of("forget-sd", out)
                .with("--model", model)
                .with("--images", images)
                .with("--concept", "souvenir")
                .with("--size", 64)
                .with("--steps", 30)
                .with("--rate", 1e-3)
                .with("--method", "fttp:alpha=70")
                .with("--sample-images", 1)
                .with("--image-steps", 2);
        String[] masks = drawn.stream()
                .flatMap(file -> List.of("--masks", annotations.resolve(file).toString()).stream())
                .toArray(String[]::new);
        trial.warned(masks).contains("chelsea-outside-5x.json: ", "leaves the image of 451 x 300 and is clipped");

        Json metrics = Json.data(out.resolve("metrics.json"));
        double concept = grown(metrics, "concept_error");
        double rest = grown(metrics, "rest_error");
        assertThat(concept).isGreaterThan(1.5);
        assertThat(concept).isGreaterThan(1.5 * rest);
        assertThat(out.resolve("report.html")).content().contains("astronaut.png", "rocket.jpg");

        StableDiffusionFolder.open(out.resolve("model")).close();
        assertThat(image(out.resolve("model"), "after.png")).isNotEqualTo(image(model, "before.png"));
    }

    private static double grown(Json metrics, String error) {
        return metrics.field("after").field(error).number()
                / metrics.field("before").field(error).number();
    }

    private Image image(Path from, String name) {
        Path file = folder.resolve(name);
        Trial.of("generate-sd", file)
                .with("--model", from)
                .with("--prompt", "a souvenir on a table")
                .with("--steps", 2)
                .warned();
        Image image = Images.read(file);
        assertThat(List.of(image.width(), image.height())).containsExactly(64, 64);
        return image;
    }
}
