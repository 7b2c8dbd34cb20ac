package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands on a folder of Stable Diffusion XL, which they recognise. */
class ForgetSdXlTest extends SdTrials {
    @BeforeEach
    void writeXl() {
        tiny = TinyStableDiffusion.writeXl(folder);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void forgetsByEveryMethod(String method) {
        assertForgets(method, keeping());
    }

    @Test
    void theErrorGrowsUnderTheMaskMoreThanOutside() {
        Path out = forgotten(
                "out", "--steps", "20", "--rate", "2e-3", "--method", "fttp:alpha=70", "--sample-images", "1");
        Json metrics = Json.data(out.resolve("metrics.json"));
        double concept =
                number(metrics.field("after"), "concept_error") / number(metrics.field("before"), "concept_error");
        double rest = number(metrics.field("after"), "rest_error") / number(metrics.field("before"), "rest_error");
        assertThat(concept).isGreaterThan(1.5 * rest);
        assertThat(out.resolve("report.html")).isRegularFile();
        assertThat(out.resolve("model/text_encoder_2/model.safetensors")).isRegularFile();
    }

    @Test
    void anAdapterOfARunIsPutOnAgain() throws IOException {
        Path out = forgotten("out", "--train", "lora", "--steps", "2", "--rate", "1e-2");
        Path adapter = out.resolve("pytorch_lora_weights.safetensors");
        assertThat(Safetensors.open(adapter).names()).allMatch(name -> name.startsWith("unet."));
        assertThat(Files.readAllBytes(drawn("with", "--lora", adapter.toString())))
                .isNotEqualTo(Files.readAllBytes(drawn("without")));
    }

    /** Both text encoders' tokens stand in one row, so the concept's places are those of either. */
    @Test
    void findsMasksThatNobodyDrew() throws IOException {
        for (int i = 0; i < 3; i++) Files.delete(tiny.images().resolve(i + ".json"));
        Path out = forgotten("out", "--steps", "1", "--word-masks", "0.5");
        assertThat(events(out).get(0).field("value").field("samples").count(0)).isEqualTo(3);
    }

    /** The lack of a negative prompt is zeros, not the empty text. */
    @Test
    void anEmptyNegativePromptIsAnotherThanNone() throws IOException {
        assertThat(Files.readAllBytes(drawn("empty", "--negative", "")))
                .isNotEqualTo(Files.readAllBytes(drawn("none")));
    }

    @Test
    void imagesAreDrawnAsIfCropped() throws IOException {
        assertThat(Files.readAllBytes(drawn("whole", "--framing", "16,16,0,0,16,16")))
                .isEqualTo(Files.readAllBytes(drawn("plain")));
        assertThat(Files.readAllBytes(drawn("cropped", "--framing", "40,400,0,300,16,16")))
                .isNotEqualTo(Files.readAllBytes(drawn("plain")));
        tiny = TinyStableDiffusion.write(folder.resolve("1.x"));
        assertThat(draw("refused", "--framing", "16,16,0,0,16,16").said()).contains("--framing is for an SDXL");
    }

    private Path drawn(String name, String... more) {
        Command run = draw(name, more);
        assertThat(run.status()).as(run.said()).isZero();
        return folder.resolve(name + ".png");
    }

    private Command draw(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "generate-sd",
                "--prompt",
                "a lamp",
                "--steps",
                "2",
                "--model",
                tiny.model().toString()));
        arguments.addAll(List.of("--out", folder.resolve(name + ".png").toString()));
        arguments.addAll(List.of(more));
        return Command.run(arguments);
    }
}
