package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ByModelTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "forget, forget-llava, forget-sd",
        "generate, generate-llava, generate-sd",
        "evaluate, evaluate, evaluate-sd",
    })
    void theFolderSaysWhichCommandRuns(String command, String text, String image) throws IOException {
        Path llava = holding("llava", "config.json", "{\"model_type\": \"llava_next\"}");
        Path sd = holding("sd", "model_index.json", "{\"_class_name\": \"StableDiffusionPipeline\"}");
        assertThat(routed(command, "--model", llava.toString(), "--seed", "3"))
                .containsExactly(text, "--model", llava.toString(), "--seed", "3");
        assertThat(routed(command, "--seed", "3", "--model=" + sd))
                .containsExactly(image, "--seed", "3", "--model=" + sd);
        assertThat(err.toString()).contains(sd + " is StableDiffusionPipeline, so this is " + image);
    }

    @Test
    void withoutAModelNothingChanges() {
        assertThat(routed("forget", "--help")).containsExactly("forget", "--help");
        assertThat(routed("forget-llava", "--model", "nowhere")).containsExactly("forget-llava", "--model", "nowhere");
        assertThat(routed()).isEmpty();
    }

    @Test
    void optionsForOtherModelsAreRefusedByName() throws IOException {
        Path llava = holding("llava", "config.json", "{\"model_type\": \"llava\"}");
        assertThatThrownBy(() -> routed("forget", "--model", llava.toString(), "--image-steps=20"))
                .hasMessage("--image-steps is an option of forget-sd, but " + llava
                        + " is LLaVA 1.5; the options for it are those of forget-llava");
    }

    @Test
    void anUnknownFamilyIsRefusedWithThoseThatAreKnown() throws IOException {
        Path blip = holding("blip", "config.json", "{\"model_type\": \"blip\"}");
        Path flux = holding("flux", "model_index.json", "{\"_class_name\": \"FluxPipeline\"}");
        assertThatThrownBy(() -> routed("generate", "--model", blip.toString()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("is of blip, known are ")
                .hasMessageContaining("LLaVA 1.6 (LlavaNextForConditionalGeneration");
        assertThatThrownBy(() -> routed("generate", "--model", flux.toString()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("FluxPipeline")
                .hasMessageContaining("expected StableDiffusionPipeline");
        assertThatThrownBy(() -> routed("generate", "--model", folder.toString()))
                .hasMessageContaining("has neither config.json nor model_index.json");
        assertThat(Main.execute("forget", "--model", blip.toString())).isEqualTo(2);
    }

    @Test
    void commandsByNameSayOfWhichFamilyAModelOfTheOtherKindIs() throws IOException {
        Path llava = holding("llava", "config.json", "{\"model_type\": \"llava_next\"}");
        Path sd = holding("sd", "model_index.json", "{\"_class_name\": \"StableDiffusionXLPipeline\"}");
        Path part = holding("unet", "config.json", "{\"_class_name\": \"UNet2DConditionModel\"}");
        assertThat(said("generate-llava", "--model", sd, "--prompt", "a"))
                .isEqualToIgnoringNewLines(
                        sd + ": is StableDiffusionXLPipeline, a model of image, expected one of text");
        Path out = folder.resolve("a.png");
        assertThat(said("generate-sd", "--model", llava, "--prompt", "a", "--out", out))
                .isEqualToIgnoringNewLines(llava + ": is LLaVA 1.6, a model of text, expected one of image");
        assertThat(said("generate-sd", "--model", part, "--prompt", "a", "--out", out))
                .isEqualToIgnoringNewLines(part + ": is not a pipeline folder: it has no model_index.json");
    }

    private static String said(Object... arguments) {
        Command run = Command.run(Stream.of(arguments).map(Object::toString).toList());
        assertThat(run.status()).as(run.said()).isEqualTo(2);
        return run.said();
    }

    private Path holding(String name, String file, String text) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        Files.writeString(made.resolve(file), text);
        return made;
    }

    private String[] routed(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err));
        return ByModel.routed(arguments, line);
    }
}
