package io.github.fttp.examples.evaluate;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.clip.ClipFolder;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyClip;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import io.github.fttp.metrics.image.ClipScore;
import io.github.fttp.metrics.image.FrechetDistance;
import io.github.fttp.metrics.image.KernelDistance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateSdTest {
    private static final List<String> PROMPTS = List.of("a lamp", "a small house", "two cats and a lamp");

    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;
    private Path prompts;
    private Trial trial;

    @BeforeEach
    void writeInput() throws IOException {
        tiny = TinyStableDiffusion.write(folder);
        prompts = Files.write(folder.resolve("prompts.txt"), PROMPTS);
        trial = Trial.of("evaluate-sd", folder.resolve("figures.json"))
                .with("--model", tiny.model())
                .with("--images", tiny.images())
                .with("--concept", "lamp")
                .with("--size", TinyStableDiffusion.SIZE);
    }

    @Test
    void measuresTheErrorsThatForgettingReports() {
        Json figures = figures();
        // Of every image the mask leaves something, and all quarters have as many values.
        for (String name : List.of("error under the mask", "error outside")) {
            assertThat(figures.field(name).field("samples").count(0)).isEqualTo(3);
            double mean = 0;
            for (int q = 1; q <= 4; q++) mean += value(figures, name + ", quarter " + q) / 4;
            assertThat(value(figures, name)).isCloseTo(mean, within(1e-9));
            assertThat(value(figures, name)).isBetween(end(figures, name, "low"), end(figures, name, "high"));
        }
        assertThat(figures.names()).hasSize(10);

        Path forgotten = folder.resolve("forgotten");
        assertThat(tiny.forgetting(forgotten).run().status()).isZero();
        Json before = Json.data(forgotten.resolve("metrics.json")).field("before");
        for (int q = 1; q <= 4; q++) {
            assertThat(value(figures, "error under the mask, quarter " + q))
                    .isCloseTo(before.field("concept_error_q" + q).number(), within(1e-5));
            assertThat(value(figures, "error outside, quarter " + q))
                    .isCloseTo(before.field("rest_error_q" + q).number(), within(1e-5));
        }
    }

    @Test
    void measuresWhatIsDrawnByClip() throws IOException {
        Path clip = TinyClip.write(folder.resolve("clip"));
        Json figures = figures("--draw", prompts, "--clip", clip, "--real", tiny.images());

        double[][] real;
        double[][] drawn;
        double[][] texts;
        List<Image> images = drawn();
        try (Engine engine = new OneDnnEngine();
                ClipFolder opened = ClipFolder.open(clip);
                Clip loaded = opened.load(engine)) {
            drawn = loaded.images(images);
            texts = loaded.texts(PROMPTS);
            real = loaded.images(
                    List.of("0.png", "1.png", "2.png"),
                    name -> Images.read(tiny.images().resolve(name)));
        }
        double score = 0;
        for (int i = 0; i < 3; i++) score += ClipScore.of(drawn[i], texts[i]) / 3;
        assertThat(value(figures, "CLIP score")).isCloseTo(score, within(1e-3));
        assertThat(figures.field("CLIP score").field("samples").count(0)).isEqualTo(3);
        assertThat(value(figures, "Frechet distance")).isCloseTo(FrechetDistance.of(drawn, real), within(1e-3));
        assertThat(value(figures, "kernel distance")).isCloseTo(KernelDistance.of(drawn, real), within(1e-3));
        assertThat(Json.data(folder.resolve("figures.json"))
                        .field("settings")
                        .field("real images")
                        .text())
                .isEqualTo("3 in " + tiny.images());
    }

    /** Images that generate-sd makes of each prompt with its number as the seed. */
    private List<Image> drawn() {
        List<Path> files = List.of(folder.resolve("0.png"), folder.resolve("1.png"), folder.resolve("2.png"));
        for (int i = 0; i < files.size(); i++) {
            Command made = Trial.of("generate-sd", files.get(i))
                    .with("--model", tiny.model())
                    .with("--prompt", PROMPTS.get(i))
                    .with("--seed", i)
                    .with("--steps", 2)
                    .with("--height", TinyStableDiffusion.SIZE)
                    .with("--width", TinyStableDiffusion.SIZE)
                    .run();
            assertThat(made.said()).isEmpty();
        }
        return files.stream().map(Images::read).toList();
    }

    @Test
    void comparesWithTheModelAsItWas() {
        Json same = figures("--draw", prompts, "--before", tiny.model());
        // Two of the three prompts name the lamp.
        assertThat(value(same, "background distance")).isZero();
        assertThat(same.field("background distance").field("samples").count(0)).isEqualTo(2);

        Path forgotten = folder.resolve("forgotten");
        Command forgot = tiny.forgetting(forgotten).with("--rate", 0.01).run();
        assertThat(forgot.said()).isEmpty();
        trial.with("--model", forgotten.resolve("model"));
        assertThat(value(figures("--draw", prompts, "--before", tiny.model()), "background distance"))
                .isPositive();
    }

    @Test
    void measuresWithAnAdapterAndImagesToKeep() throws IOException {
        Path forgotten = folder.resolve("forgotten");
        Command forgot = tiny.forgetting(forgotten)
                .with("--train", "lora")
                .with("--rate", 0.1)
                .with("--steps", 3)
                .run();
        assertThat(forgot.said()).isEmpty();
        Json figures = figures(
                "--lora",
                forgotten.resolve("pytorch_lora_weights.safetensors"),
                "--retain",
                tiny.images(),
                "--retain-prompts",
                Files.writeString(folder.resolve("kept.txt"), "an image"));
        assertThat(Json.data(folder.resolve("figures.json"))
                        .field("measurements")
                        .field("retain")
                        .field("error outside")
                        .field("samples")
                        .count(0))
                .isEqualTo(3);
        Json after = Json.data(forgotten.resolve("metrics.json")).field("after");
        assertThat(value(figures, "error under the mask"))
                .isCloseTo(after.field("concept_error").number(), within(1e-4));
        assertThat(value(figures, "error under the mask"))
                .isNotCloseTo(value(figures(), "error under the mask"), within(1e-4));
    }

    @Test
    void classifiesWhatIsDrawnByAnOnnxFile() throws IOException {
        Path colours = Path.of("../fttp-metrics/src/test/resources/io/github/fttp/metrics/onnx/colours");
        Path natural = Files.writeString(folder.resolve("natural.txt"), "a red boat\na blue boat\na boat\n");
        Command done =
                trial.run("--eval", "retain=" + natural, "--classifier", colours.toString(), "--image-steps", "2");
        assertThat(done.said().strip())
                .isEqualTo(
                        "1 of 3 prompts of retain name none of a classifier's labels, or several: it is not asked what"
                                + " they show");
        Json retain =
                Json.data(folder.resolve("figures.json")).field("measurements").field("retain");
        // The third prompt names no label.
        assertThat(retain.field("in-domain retain accuracy (IRA)")
                        .field("samples")
                        .count(0))
                .isEqualTo(2);
    }

    @Test
    void setsAreFoldersOfImagesOrFilesOfPrompts() throws IOException {
        trial.refused("--eval", "forget=" + tiny.images()).contains("there are images of the data set forget already");
        trial.refused("--eval", "retain=" + tiny.images()).contains("no file of its images' prompts");
        Path others = Files.createDirectory(folder.resolve("others"));
        Images.writePng(Image.filled(16, 16, 40, 90, 200), others.resolve("a.png"));
        Images.writePng(Image.filled(30, 20, 200, 90, 40), others.resolve("b.png"));
        Files.writeString(others.resolve("prompts.txt"), "a blue hat\na small house\n");
        Path far = Files.writeString(folder.resolve("far.txt"), "a boat\n");
        figures(
                "--eval",
                "natural=" + others,
                "--eval",
                "natural:drawn=" + far,
                "--before",
                tiny.model(),
                "--image-steps",
                2);
        Json measured = Json.data(folder.resolve("figures.json")).field("measurements");
        assertThat(measured.field("natural")
                        .field("error outside")
                        .field("samples")
                        .count(0))
                .isEqualTo(2);
        assertThat(value(measured.field("natural"), "error outside against before"))
                .isEqualTo(1);
        assertThat(value(measured.field("natural:drawn"), "image distance")).isZero();
    }

    @Test
    void findsMasksWithTheModelAsItWas() {
        Json figures = figures("--word-masks", 0.5, "--draw", prompts, "--before", tiny.model());
        assertThat(figures.field("error under the mask").field("samples").count(0))
                .isEqualTo(3);
    }

    @Test
    void namesThePartnerThatAnOptionMisses() {
        trial.refused("--real", tiny.images()).contains("--real has no effect without --clip or --features");
        trial.refused("--clip", folder.resolve("clip")).contains("--clip has no effect without --draw or --eval");
        trial.refused("--draw", prompts).contains("--draw has no effect without --before, --clip, --classifier");
        trial.refused("--flip").contains("Unknown option: '--flip'");
    }

    @Test
    void looksAtEverythingBeforeItBegins() throws IOException {
        Path clip = TinyClip.write(folder.resolve("clip"));
        trial.with("--draw", prompts).with("--image-steps", 2);
        trial.refused("--clip", folder.resolve("none")).contains("none: not found");
        trial.with("--clip", clip);
        trial.refused("--draw", folder.resolve("none.txt")).contains("none.txt");
        trial.refused("--before", folder.resolve("none")).contains("none: not found");
        trial.refused("--model", folder.resolve("none")).contains("none: not found");
        trial.refused("--real", Files.createDirectory(folder.resolve("empty")))
                .contains("empty: holds 0 images, expected at least 2");
        trial.refused("--classifier", folder.resolve("none")).contains("none");
        trial.refused("--image-steps", 0).contains("--image-steps must be at least 1");
        Path houses = Files.writeString(folder.resolve("houses.txt"), "a small house");
        trial.with("--before", tiny.model())
                .refused("--draw", houses)
                .contains("houses.txt: has no prompt that names lamp");
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (String name : List.of("a.png", "b.png")) Files.writeString(photos.resolve(name), "no image");
        trial.refused("--real", photos).contains("a.png");
        Command nowhere =
                trial.with("--out", folder.resolve("none").resolve("a.json")).run();
        assertThat(nowhere.said()).contains("none: is not a folder");
    }

    private Json figures(Object... more) {
        String[] options = List.of(more).stream().map(Object::toString).toArray(String[]::new);
        if (List.of(more).contains("--draw")) trial.with("--image-steps", 2);
        Command done = trial.run(options);
        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        return Json.data(folder.resolve("figures.json")).field("measurements").field("forget");
    }

    private static double value(Json figures, String name) {
        return end(figures, name, "value");
    }

    private static double end(Json figures, String name, String which) {
        return figures.field(name).field(which).number();
    }
}
