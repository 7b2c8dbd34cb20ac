package io.github.fttp.examples.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.fttp.core.train.Memory;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with its input, generate-sd says so in one line, exits with 2 and writes nothing. */
class BadGenerationInputTest {
    /** Bytes of 8192 x 8192 pixels, by the decoder's 16 channels. */
    private static final long LARGEST_IMAGE = 24L << 30;

    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;
    private Trial trial;

    @BeforeEach
    void goodInput() {
        tiny = TinyStableDiffusion.write(folder);
        trial = Trial.of("generate-sd", folder.resolve("out.png"))
                .with("--model", tiny.model())
                .with("--prompt", "a lamp")
                .with("--steps", 1);
    }

    @Test
    void notAPipelineFolder() throws IOException {
        trial.refused("--model", folder.resolve("nowhere")).contains("nowhere: not found");
        Files.delete(tiny.weights());
        trial.refused().contains("has neither diffusion_pytorch_model.safetensors");
        Files.delete(tiny.model().resolve("model_index.json"));
        trial.refused().contains("base: is not a pipeline folder: it has no model_index.json");
    }

    @ParameterizedTest
    @CsvSource({
        "--height,15,'--height must be a multiple of 2 up to 8192, was 15'",
        "--width,0,'--width must be at least 1, was 0'",
        "--width,8194,'--width must be a multiple of 2 up to 8192, was 8194'",
        "--steps,0,'--steps must be at least 1, was 0'",
        "--steps,1001,'--steps must be from 1 to 1000, was 1001'",
        "--guidance,-0.5,'--guidance must be from 0 to 100, was -0.5'",
        "--guidance,Infinity,'--guidance must be from 0 to 100, was Infinity'",
        "--count,0,'--count must be at least 1'",
        "--count,2147483647,'make fewer at a time'",
        "--batch,0,'--batch must be at least 1'",
        "--word,zebra,'--word \"zebra\" does not occur in \"a lamp\"'",
        "--word-threshold,1.5,'--word-threshold must be from 0 to 1, was 1.5'",
    })
    void settingsOutOfRange(String option, String value, String message) {
        if (option.equals("--word-threshold")) trial.with("--word", "lamp");
        trial.refused(option, value).contains(message);
    }

    @Test
    void promptsThatCannotBeRead() throws IOException {
        trial.without("--prompt");
        trial.refused("--prompts", folder.resolve("none.txt")).contains("none.txt: cannot be read: not found");
        trial.refused("--prompts", Files.writeString(folder.resolve("blank.txt"), "\n\n"))
                .contains("blank.txt: holds no prompt");
    }

    @Test
    void aPromptThatIsTooLongIsCut() {
        trial.with("--prompt", "lamp ".repeat(80) + "zebra")
                .warned()
                .contains("the model takes 75; cut off: \"", "zebra\"");
    }

    @Test
    void anAdapterThatIsNone() throws IOException {
        trial.refused("--lora", folder.resolve("none.safetensors")).contains("none.safetensors: ", "not found");
        Path pickled = Files.write(folder.resolve("lora.bin"), new byte[] {(byte) 0x80, 2, 0, 0, 0, 0, 0, 0, 0});
        trial.refused("--lora", pickled).contains("lora.bin: ");
        trial.refused("--lora", tiny.weights()).contains("holds no adapter of a U-Net");
    }

    @Test
    void aFileThatCannotBeWritten() throws IOException {
        trial.refused("--out", folder.resolve("out.jpg")).contains("out.jpg: must end in .png");
        trial.refused("--out", folder.resolve("nowhere/out.png")).contains("nowhere: is not a folder");
        trial.refused("--out", Files.createDirectory(folder.resolve("folder.png")))
                .contains("folder.png: is a folder, expected a file");
    }

    @Test
    void tooLittleMemory() {
        assumeThat(Memory.available()).isPresent();
        assumeThat(Memory.available().orElseThrow()).isLessThan(LARGEST_IMAGE);
        trial.with("--height", 8192);
        trial.refused("--width", 8192).contains("making the images needs about", "GiB of memory, available are");
    }

    @Test
    void anotherSchedulerThanThoseThatThereAre() {
        tiny.scheduler("TCDScheduler");
        trial.refused()
                .contains(
                        "model_index.json: scheduler[1] is the string \"TCDScheduler\", which draws no images here; known")
                .contains("DDIMScheduler, ", "EulerAncestralDiscreteScheduler, ");
    }

    @Test
    void aSettingOfTheSamplerThatIsNotKnown() {
        Path scheduler = tiny.model().resolve("scheduler/scheduler_config.json");
        ModelFiles.config(scheduler, config -> config.put("thresholding", true));
        tiny.scheduler("UniPCMultistepScheduler");
        trial.refused().contains("scheduler_config.json: thresholding is true, which is not supported");
    }

    @Test
    void weightsOfWhichNoneAreTheModelsOwn() throws IOException {
        Path unet = tiny.weights().getParent();
        Files.move(tiny.weights(), unet.resolve("diffusion_pytorch_model.non_ema.safetensors"));
        trial.refused()
                .contains("unet: has neither diffusion_pytorch_model.safetensors", "only ")
                .contains("diffusion_pytorch_model.non_ema.safetensors, which may be other weights: rename");
        Files.move(
                unet.resolve("diffusion_pytorch_model.non_ema.safetensors"),
                unet.resolve("diffusion_pytorch_model.fp16.bin"));
        trial.refused().contains("only diffusion_pytorch_model.fp16.bin: pickled weights can run code");
    }

    @Test
    void aUNetWithoutGroupsForItsNorms() {
        Path config = tiny.model().resolve("unet/config.json");
        ModelFiles.config(config, fields -> fields.putNull("norm_num_groups"));
        trial.refused().contains("unet/config.json: norm_num_groups is null, expected a whole number");
    }

    @Test
    void aUNetWithSomethingThatIsNotKnown() {
        Path config = tiny.model().resolve("unet/config.json");
        ModelFiles.config(config, fields -> fields.putNull("future_switch").put("later", false));
        assertThat(trial.run().status()).isZero();
        ModelFiles.config(config, fields -> fields.put("future_switch", true));
        assertThat(trial.run().said()).contains("unet/config.json: future_switch is true, which is not known here");
    }
}
