package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Safetensors;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the pipeline folder that forget-sd writes, and of what it has from the one it was given. */
class WrittenPipelineTest {
    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;

    @BeforeEach
    void writeModel() {
        tiny = TinyStableDiffusion.write(folder);
    }

    @Test
    void whatIsSavedIntoItLeavesTheOriginalAsItWas() throws IOException {
        Path large = tiny.model().resolve("text_encoder/large.bin");
        byte[] before = new byte[1 << 20];
        Files.write(large, before);
        Path written = forgotten("full");
        Files.write(written.resolve("text_encoder/large.bin"), new byte[] {1}, StandardOpenOption.WRITE);
        assertThat(large).hasBinaryContent(before);
    }

    @Test
    void whatBelongsToNoPartIsLeftOut() throws IOException {
        Files.writeString(tiny.model().resolve("notes.txt"), "mine");
        Files.write(tiny.model().resolve("unet/diffusion_pytorch_model.bin"), new byte[] {1});
        Files.createDirectories(tiny.model().resolve("checkpoints/unet"));
        Path written = forgotten("full");
        assertThat(written.toFile().list())
                .containsExactlyInAnyOrder("model_index.json", "scheduler", "text_encoder", "tokenizer", "unet", "vae");
        assertThat(written.resolve("unet").toFile().list())
                .containsExactlyInAnyOrder("config.json", "diffusion_pytorch_model.safetensors");
    }

    @Test
    void partsThatAreLinkedAreFoundBehindTheirLinks() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(tiny.model().resolve("vae"), elsewhere);
        Files.createSymbolicLink(tiny.model().resolve("vae"), elsewhere);
        Path written = forgotten("full");
        assertThat(written.resolve("vae")).isDirectory();
        assertThat(Files.isSymbolicLink(written.resolve("vae"))).isFalse();
        assertThat(written.resolve("vae/config.json")).hasSameBinaryContentAs(elsewhere.resolve("config.json"));
    }

    @Test
    void whatTrainedIsFloat32AndTheRestAsItWas() {
        ModelFiles.types(tiny.weights(), "BF16");
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(TinyStableDiffusion.weights(forgotten("xattn")));
        assertThat(after.names()).isEqualTo(before.names());
        for (String name : after.names()) {
            boolean trained = name.contains("attn2");
            assertThat(after.info(name).type()).as(name).isEqualTo(trained ? "F32" : "BF16");
            if (!trained) assertThat(after.floats(name)).as(name).isEqualTo(before.floats(name));
        }
    }

    private Path forgotten(String part) {
        Path out = folder.resolve("out");
        tiny.forgetting(out).with("--train", part).warned();
        return out.resolve("model");
    }
}
