package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of refusals before anything is run. */
class CompareCommandTest {
    @TempDir
    Path folder;

    @Test
    void namesTheMethodsThereAre() {
        assertThat(refused("--modality", "text", "--methods", "GA;ESD-x"))
                .contains("none is called ESD-x")
                .contains("SimNPO");
        assertThat(refused("--modality", "text", "--concepts", "15")).contains("concepts must be from 1 to 10, was 15");
    }

    @Test
    void goesOnWithNothingElseThanItWasBegunWith() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder);
        Files.createDirectories(folder.resolve("out"));
        Path settings =
                Files.writeString(folder.resolve("out/settings.json"), "{\"format\": \"4\", \"text, batch\": \"3\"}");
        assertThat(refused("--modality", "text", "--llava", tiny.model().toString()))
                .contains("settings.json")
                .contains("text, batch is 3 there, now it is 8");
        Files.writeString(settings, "{\"format\": \"4\", \"text, model\": \"0\"}");
        assertThat(refused("--modality", "text", "--llava", tiny.model().toString()))
                .contains("text, model is 0 there");
        assertThat(folder.resolve("out/results.jsonl")).doesNotExist();
    }

    @Test
    void goesOnWithNoResultsOfAnOlderVersion() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder);
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/settings.json"), "{\"world\": \"1\", \"text, GA\": \"LoRA of rank 32\"}");
        assertThat(refused("--modality", "text", "--llava", tiny.model().toString()))
                .contains(
                        "settings.json: was written by another version of this program (format 1, this one writes 4)",
                        "give another folder");
    }

    @Test
    void goesOnWithNoMethodThatRunsOtherwise() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder);
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(
                folder.resolve("out/settings.json"), "{\"format\": \"4\", \"text, method ga\": \"LoRA of rank 2\"}");
        assertThat(refused(
                        "--modality",
                        "text",
                        "--methods",
                        "GA",
                        "--llava",
                        tiny.model().toString()))
                .contains("settings.json")
                .contains("text, method ga is LoRA of rank 2 there");
        assertThat(folder.resolve("out/results.jsonl")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compare --out", "sweep plan --modality text --dir", "quickstart --out"})
    void leavesAFolderAloneThatHoldsNoComparison(String command) throws IOException {
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.writeString(out.resolve("report.html"), "mine");
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.add(out.toString());
        Command refused = Command.run(arguments);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said())
                .contains(out + ": holds report.html and no comparison; name another folder, or an empty one");
        assertThat(out.toFile().list()).containsExactly("report.html");
    }

    private String refused(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("compare", "--out", folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        Command command = Command.run(arguments);
        assertThat(command.status()).isEqualTo(2);
        return command.said();
    }
}
