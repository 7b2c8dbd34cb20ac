package io.github.fttp.examples.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.testing.OnThreads;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.RunDifferences;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerunTest {
    @TempDir
    Path folder;

    @Test
    void makesTheBitsOfARunOnTexts() {
        Path out = forgottenInTexts("out", "3");
        assertThat(Manifest.read(out).results()).containsOnlyKeys("adapter", "metrics.json");
        Command.succeeds("rerun", out, "--out", again());
        assertThat(again().resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(out.resolve("adapter/adapter_model.safetensors"));
        assertThat(RunDifferences.of(out, again()).text(false)).startsWith("no difference");
    }

    @Test
    void makesTheBitsOfARunWhoseModelWasNamedFromWhereItRan() {
        Path model = TinyLlava.write(folder.resolve("tiny")).model();
        Path out = forgottenInTexts("out", "1", fromHere(model));
        Command.succeeds("rerun", out, "--out", again());
    }

    @Test
    void makesTheBitsOfMeasurementsOfFilesThatWereNamedFromWhereItRan() throws IOException {
        TinyLlava text = TinyLlava.write(folder.resolve("tiny"));
        isTheSameAgain(
                "evaluate",
                "--model",
                fromHere(text.model()),
                "--before",
                fromHere(text.model()),
                "--data",
                fromHere(text.data()),
                "--images",
                fromHere(text.images()),
                "--concept",
                "Mira Volk",
                "--eval",
                "natural=" + fromHere(text.data()),
                "--answer-tokens",
                1);
        TinyStableDiffusion image = TinyStableDiffusion.write(folder);
        isTheSameAgain(
                "evaluate-sd",
                "--model",
                fromHere(image.model()),
                "--images",
                fromHere(image.images()),
                "--retain",
                fromHere(image.images()),
                "--concept",
                "lamp",
                "--size",
                TinyStableDiffusion.SIZE,
                "--retain-prompts",
                fromHere(Files.writeString(folder.resolve("kept.txt"), "a lamp")));
    }

    private void isTheSameAgain(Object... command) {
        Path out = folder.resolve(command[0] + ".json");
        Command.succeeds(
                Stream.concat(Stream.of(command), Stream.of("--out", out)).toArray());
        Path againTo = folder.resolve(command[0] + "-again.json");
        Command.succeeds("rerun", out, "--out", againTo);
        assertThat(againTo).hasSameTextualContentAs(out);
        assertThat(RunDifferences.of(out, againTo).text(false)).doesNotContain("tiny", "images");
    }

    private static Path fromHere(Path file) {
        return Path.of("").toAbsolutePath().relativize(file);
    }

    @Test
    void makesTheBitsOfARunOnImages() {
        TinyStableDiffusion tiny = TinyStableDiffusion.write(folder);
        Path out = folder.resolve("out");
        Command.succeeds(
                "forget-sd",
                "--model",
                tiny.model(),
                "--images",
                tiny.images(),
                "--concept",
                "lamp",
                "--size",
                TinyStableDiffusion.SIZE,
                "--sample-images",
                0,
                "--steps",
                2,
                "--out",
                out);
        Command.succeeds("rerun", out.resolve("manifest.json"));
        assertThat(TinyStableDiffusion.weights(folder.resolve("out-rerun/model")))
                .hasSameBinaryContentAs(TinyStableDiffusion.weights(out.resolve("model")));
    }

    @Test
    void refusesWhatIsNoLongerTheSameBeforeItRuns() throws Exception {
        Path out = forgottenInTexts("out", "1");
        Files.writeString(folder.resolve("tiny/data.json"), " ", StandardOpenOption.APPEND);
        int threads = Threads.count();
        OnThreads.run(threads + 1, () -> {
            Command again = Command.run(List.of("rerun", out.toString(), "--out", again().toString()));
            assertThat(again.status()).isEqualTo(2);
            assertThat(again.said()).contains("data.json has changed since", "number of threads", "was " + threads);
            assertThat(again()).doesNotExist();
        });
    }

    @Test
    void refusesAFolderThatIsNotEmptyAndAdvisesNothingThatItCannotDo() {
        Path out = forgottenInTexts("out", "1");
        Command again = Command.run(List.of("rerun", out.toString(), "--out", out.toString()));
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.said())
                .contains(out + ": is not empty; name another folder")
                .doesNotContain("resume");
    }

    @Test
    void refusesACommandThatIsNotKnown() throws IOException {
        Path out = forgottenInTexts("out", "1");
        Path manifest = out.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"forget-llava\"", "\"forget-lava\""));
        Command again = Command.run(List.of("rerun", out.toString(), "--out", again().toString()));
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.said()).contains("the command forget-lava, which is not known here");
    }

    @Test
    void refusesWhereAFolderThatWasNotNamedHasChanged() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder.resolve("tiny"));
        Path sets = Files.createDirectories(folder.resolve("sets"));
        Path others = Files.copy(tiny.data(), sets.resolve("others.json"));
        Files.createDirectories(sets.resolve("images"));
        for (int i = 0; i < 4; i++) Files.copy(tiny.images().resolve(i + ".png"), sets.resolve("images/" + i + ".png"));
        tiny.forget(tiny.model(), folder.resolve("out"), "--steps", 1, "--eval", "natural=" + others);
        Files.move(sets.resolve("images/3.png"), sets.resolve("images/4.png"));
        Command again = Command.run(List.of("rerun", folder.resolve("out").toString()));
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.said()).contains(sets.resolve("images") + " has changed since");
    }

    @Test
    void saysWhatItFoundAndWhatItExpected() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        String expected = ": expected manifest.json, or the folder or file that it is of";
        for (String command : List.of("rerun", "diff-runs")) {
            assertThat(said(command, notes))
                    .contains("notes.txt: is no manifest and has none beside it (notes.txt.manifest.json)" + expected);
            assertThat(said(command, empty)).contains("empty: is a folder without manifest.json" + expected);
            assertThat(said(command, folder.resolve("nothing"))).contains("nothing: is not there" + expected);
        }
    }

    @Test
    void namesTheRunThatAFileIsOf() {
        Path out = forgottenInTexts("out", "1");
        assertThat(said("rerun", out.resolve("metrics.json"))).contains(": name the folder " + out + ", which has one");
    }

    private static String said(String command, Path file) {
        List<String> line = new ArrayList<>(List.of(command, file.toString()));
        if (command.equals("diff-runs")) line.add(file.toString());
        Command refused = Command.run(line);
        assertThat(refused.status()).isEqualTo(2);
        return refused.said();
    }

    @Test
    void saysThatBitsAreOthers() throws IOException {
        Path out = forgottenInTexts("out", "1");
        Path manifest = out.resolve("manifest.json");
        String digest = Manifest.read(out).results().get("adapter");
        Files.writeString(manifest, Files.readString(manifest).replace(digest, "0".repeat(64)));
        Command again = Command.run(List.of("rerun", out.toString(), "--out", again().toString()));
        assertThat(again.status()).isEqualTo(1);
    }

    @Test
    void showsRunsSideBySide() {
        Path one = forgottenInTexts("one", "1");
        Path two = forgottenInTexts("two", "2");
        RunDifferences differences = RunDifferences.of(one, two);
        assertThat(differences.rows().get(0)).isEqualTo(new RunDifferences.Row("settings, steps", "1", "2"));
        assertThat(differences.text(false))
                .contains("figures, after.forget.concept_probability")
                .doesNotContain("settings, seed");
        assertThat(differences.text(true)).contains("  settings, seed ");
        assertThat(Command.run(List.of("diff-runs", one.toString(), two.toString()))
                        .status())
                .isZero();
    }

    private Path again() {
        return folder.resolve("again");
    }

    private Path forgottenInTexts(String name, String steps) {
        return forgottenInTexts(
                name, steps, TinyLlava.write(folder.resolve("tiny")).model());
    }

    private Path forgottenInTexts(String name, String steps, Path model) {
        TinyLlava tiny = TinyLlava.write(folder.resolve("tiny"));
        Path out = folder.resolve(name);
        tiny.forget(model, out, "--steps", steps);
        return out;
    }
}
