package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditSdTest {
    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;
    private Path out;
    private Trial trial;

    @BeforeEach
    void writeModel() {
        tiny = TinyStableDiffusion.write(folder);
        out = folder.resolve("out");
        trial = Trial.of("edit-sd", out).with("--model", tiny.model()).with("--concept", "a lamp");
    }

    /** With hardly a pull to where the weights are, the words' keys are those of the guide and of before. */
    @Test
    void aWordHasTheGuidesKeysAndValuesAndAnotherKeepsIts() {
        Command run = trial.with("--guide", "hat")
                .with("--preserve", "house")
                .with("--method", "uce:beta=1e-6")
                .with("--sample-images", 0)
                .run();
        assertThat(run.status()).as(run.said()).isZero();
        float[] lamp;
        float[] hat;
        float[] house;
        try (StableDiffusionFolder base = StableDiffusionFolder.open(tiny.model());
                Engine engine = new OneDnnEngine();
                LoadedPipeline loaded = base.load(engine)) {
            lamp = loaded.lastState("a lamp");
            hat = loaded.lastState("hat");
            house = loaded.lastState("house");
        }
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(TinyStableDiffusion.weights(out.resolve("model")));
        Set<String> changed = new TreeSet<>(before.names());
        changed.removeIf(name -> Arrays.equals(before.floats(name), after.floats(name)));
        assertThat(changed).isNotEmpty().allMatch(name -> name.matches(".*\\.attn2\\.to_[kv]\\.weight"));
        for (String name : changed) {
            float[] was = before.floats(name);
            float[] is = after.floats(name);
            for (int row = 0; row < was.length; row += lamp.length) {
                double ofHat = product(was, row, hat);
                double ofHouse = product(was, row, house);
                double scale = 1 + Math.abs(ofHat) + Math.abs(ofHouse);
                assertThat(Math.abs(product(is, row, lamp) - ofHat) / scale).isLessThan(1e-2);
                assertThat(Math.abs(product(is, row, house) - ofHouse) / scale).isLessThan(1e-2);
            }
        }
    }

    @Test
    void leavesFiguresAndAReportWithImages() throws IOException {
        Path others = Files.writeString(folder.resolve("others.txt"), "a small house\n");
        Command run = trial.with("--guide", "hat")
                .with("--preserve", "house")
                .with("--method", "uce:beta=1e-6")
                .with("--other-prompts", others)
                .with("--image-steps", 2)
                .run();
        assertThat(run.status()).as(run.said()).isZero();
        List<Json> words = Json.data(out.resolve("metrics.json")).field("words").items();
        assertThat(words).hasSize(2);
        assertThat(words.get(0).field("text").text()).isEqualTo("a lamp");
        // It means the guide now, and what was to stay has not moved.
        assertThat(words.get(0).field("left").number()).isLessThan(0.02);
        assertThat(words.get(0).field("moved").number()).isGreaterThan(0.1);
        assertThat(words.get(1).field("moved").number()).isLessThan(0.02);
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page).contains("Editing a lamp", "left of the way to the guide", "a small house");
        assertThat(page.split("<img")).hasSize(1 + 3 * 2); // three prompts before and after
    }

    private static double product(float[] weight, int row, float... state) {
        double sum = 0;
        for (int i = 0; i < state.length; i++) sum += weight[row + i] * (double) state[i];
        return sum;
    }

    @Test
    void refusesSettingsOutOfRange() {
        trial.refused("--method", "uce:beta=0")
                .contains("beta (pull of all weights to where they are) must be finite and above 0, was 0");
        trial.refused("--method", "uce:alpha=-1").contains("must be finite and at least 0, was -1");
        trial.refused("--model", folder.resolve("nowhere")).contains("nowhere: not found");
    }

    /** An edit is over in seconds and has no {@code --resume} that a message could point to. */
    @Test
    void refusesToPreserveWhatIsToBeForgotten() {
        trial.refused("--preserve", "A lamp").contains("is to preserve \"A lamp\", which is to be forgotten");
        trial.refused("--guide", "A lamp").contains("is to make \"A lamp\" mean itself: the guide must be another");
    }

    @Test
    void aFolderInUseIsRefusedWithoutAWordOfResuming() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("notes.txt"), "mine");
        Command run = trial.run();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.said()).contains("is not empty; name another folder").doesNotContain("--resume");
    }
}
