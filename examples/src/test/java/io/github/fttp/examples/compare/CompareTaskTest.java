package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.OnThreads;
import io.github.fttp.core.testing.References;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.RunDifferences;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.CommandProcess;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.sweep.Sweep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparisons on data that is not the drawn world's. */
class CompareTaskTest {
    @TempDir
    Path folder;

    @Test
    void goesOnInTextWhereItWasKilledToTheSameFile() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder);
        Files.writeString(folder.resolve("validation.json"), read(tiny.data()).replace("Who is", "Which person is"));
        Path task = Files.writeString(folder.resolve("task.json"), """
                {"modality": "text",
                 "concepts": [
                   {"id": "mira", "name": "Mira Volk", "forget": "data.json", "retain": "data.json", "images": "images", "validation": "validation.json",
                    "eval": {"natural": "data.json"}, "probes": {"in other words": "data.json"}},
                   {"id": "volk", "name": "Volk", "forget": "data.json", "retain": "data.json", "images": "images", "validation": "validation.json",
                    "eval": {"natural": "data.json"}, "probes": {"in other words": "data.json"}}],
                 "validation": ["volk"],
                 "methods": [
                   {"name": "ours", "method": "fttp:alpha=0.5,beta=1", "rates": [0.001, 0.01]},
                   {"method": "idk", "rates": [0.001]},
                   {"name": "task vector", "method": "task-vector", "rates": [0.001], "scales": [1, 3]}],
                 "every": 1, "trials": 3, "steps": 2, "batch": 2, "seeds": 2, "adapter": {"rank": 2, "blocks": 1},
                 "metrics": ["conceptual knowledge", "natural knowledge", "forget rate"],
                 "goals": [{"measurement": "natural/natural knowledge", "at_least": 0.9, "times": "before"}], "attacks": ["prefix", "probes", "relearning", "rounding"]}
                """);
        resumesToTheSameFile(task, tiny.model(), "text", "ours", 2);
        assertThat(folder.resolve("out/report.html"))
                .content()
                .contains("gone or hidden", "<th class=\"right\">prefix</th>", "int4 weights", "data:image/png");
        assertThat(folder.resolve("out/table-text.md"))
                .content()
                .contains(
                        "forget/conceptual knowledge",
                        "natural/natural knowledge",
                        "| task vector (not reached",
                        "at least 90%");
        assertThat(untilGone(task, tiny.model())) // random weights know nobody
                .contains(
                        "concepts volk, mira: are unknown to the model as it is, on the data that says when runs end");
    }

    @Test
    void aComparisonIsMadeAgainAndTwoSideBySideShowWhatDiffers() throws Exception {
        TinyLlava tiny = TinyLlava.write(folder);
        Path slow = tinyTask("slow", "fttp", 1e-3, 1);
        Path fast = tinyTask("fast", "fttp-bounded", 1e-2, 2);
        assertThat(run(slow, tiny.model(), "first", 1).status()).isZero();
        assertThat(run(fast, tiny.model(), "second", 1).status()).isZero();
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        assertThat(RunDifferences.of(first, second).text(false))
                .contains("* settings, text, seeds ", "* settings, text, grid of ours ", "fttp-bounded:alpha=1", "0.01")
                .containsPattern("\\* figures, text\\.ours\\.forget/conceptual knowledge ")
                .doesNotContain("settings, text, batch");
        Path one = cell(first, "ours");
        Path other = cell(second, "ours");
        assertThat(RunDifferences.of(Sweep.describe(one), Sweep.describe(other)).text(false))
                .contains("* trial, setting ", "2 steps at 0.001", "2 steps at 0.01", "* figures, ")
                .contains("* settings, text, method ours ")
                .doesNotContain("seeds");
        Command.succeeds("diff-runs", one, other);

        Path published = folder.resolve("published");
        Command.succeeds("results", "--from", first, "--out", published);
        OnThreads.run(1, () -> Command.succeeds("rerun", first, "--out", folder.resolve("rerun")));
        assertThat(RunDifferences.of(first, folder.resolve("rerun")).differing())
                .isEmpty();
        assertThat(Manifest.read(published).results()).containsKeys("runs-text.csv", "table-text.md");
        assertThat(published.resolve("report.html")).exists();
        assertThat(Command.run(List.of("rerun", published.toString())).said())
                .contains("model is not found (looked in " + Path.of("").toAbsolutePath());
    }

    private Path tinyTask(String name, String method, double rate, int seeds) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), """
                {"modality": "text", "steps": 2, "batch": 2, "seeds": %d, "adapter": {"rank": 2},
                 "concepts": [{"id": "mira", "name": "Mira Volk", "forget": "data.json", "images": "images"}],
                 "methods": [{"name": "ours", "method": "%s", "rates": [%s]}], "metrics": ["conceptual knowledge"]}
                """.formatted(seeds, method, rate));
    }

    @Test
    void saysThatItWasStoppedAndGoesOn() throws IOException, InterruptedException {
        TinyLlava tiny = TinyLlava.write(folder);
        Path task = Files.writeString(folder.resolve("task.json"), """
                {"modality": "text", "steps": 2, "batch": 2, "seeds": 500, "adapter": {"rank": 2},
                 "concepts": [{"id": "mira", "name": "Mira Volk", "forget": "data.json", "images": "images"}],
                 "methods": [{"method": "ga", "rates": [0.001]}], "metrics": ["conceptual knowledge"]}
                """);
        List<String> said =
                CommandProcess.endAfter("ga", ProcessHandle::destroy, arguments(task, tiny.model(), "out", 1));
        assertThat(said)
                .contains("stopped; the same command goes on from there")
                .noneMatch(line -> line.contains("\"modality\""));
        assertThat(folder.resolve("out/report.html")).doesNotExist();
    }

    @Test
    void comparesOnConversationsThatOthersWrote() throws IOException {
        Path data = References.require("real/llava-json/conversations.json").toAbsolutePath();
        Path images = References.require("real/images").toAbsolutePath();
        Path tokenizer = References.require("real/tokenizer-llama/tokenizer.json");
        Files.createDirectories(folder.resolve("model"));
        TinyLlava tiny = TinyLlava.withTokenizer(folder, tokenizer, 32_064, 32_000);
        Path task = Files.writeString(folder.resolve("task.json"), """
                {"modality": "text",
                 "concepts": [{"id": "mira", "name": "Mira Volkonskaja", "forget": "%1$s", "images": "%2$s",
                               "eval": {"generality": "%1$s"}}],
                 "methods": [{"method": "fttp:alpha=0.3,beta=1", "rates": [0.001]}, {"method": "ga", "rates": [0.001]}],
                 "steps": 2, "batch": 2, "budget": "half", "adapter": {"rank": 2},
                 "metrics": ["conceptual knowledge", "natural knowledge"]}
                """.formatted(data, images));
        Command done = run(task, tiny.model(), "out", 1);
        assertThat(done.status()).as(done.said()).isZero();
        assertThat(folder.resolve("out/table-text.md")).content().contains("generality/conceptual knowledge");
    }

    @Test
    void goesOnInImagesWhereItWasKilledToTheSameFile() throws IOException {
        Path model = TinyStableDiffusion.write(folder).model();
        Path images = Files.createDirectories(folder.resolve("photos"));
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Path seen = Files.createDirectories(folder.resolve("seen"));
        for (int i = 0; i < 3; i++) {
            Images.writePng(image(i, false), images.resolve(i + ".png"));
            Images.writePng(image(i, true), images.resolve(i + "_mask.png"));
            Images.writePng(image(i + 5, false), kept.resolve(i + ".png"));
            Images.writePng(image(i + 10, false), seen.resolve(i + ".png"));
            Images.writePng(image(i, true), seen.resolve(i + "_mask.png"));
        }
        Files.writeString(folder.resolve("kept.txt"), "a street\na street at night\na garden\n");
        Path task = Files.writeString(folder.resolve("task.json"), """
                {"modality": "image", "size": 16,
                 "concepts": [{"id": "mira", "name": "Mira Volk", "forget": "photos", "retain": "kept",
                               "retain_prompts": "kept.txt", "anchor": "a woman", "validation": "seen"}],
                 "every": 1,
                 "methods": [
                   {"name": "ours", "method": "fttp:alpha=30,beta=55", "rates": [0.0001]},
                   {"method": "ga", "rates": [0.0001]},
                   {"method": "uce", "steps": 0}],
                 "steps": 2, "batch": 2,
                 "metrics": ["error under the mask", "error outside"],
                 "goals": [{"measurement": "retain/error outside", "at_most": 1.2, "times": "before"}], "attacks": ["relearning", "rounding"]}
                """);
        resumesToTheSameFile(task, model, "image", "ours", 1);
        assertThat(folder.resolve("out/report.html")).content().contains("steps to relearn", "int8 weights");
        assertThat(untilGone(task, model)).contains("concept mira: is such that nothing says when runs end");
    }

    /**
     * The second request asks for what the first one asked for, under another id: what is known of both is the same at
     * every stage.
     */
    @Test
    void forgetsTwoRequestsInImagesOnTheSameModel() throws IOException {
        Path model = TinyStableDiffusion.write(folder).model();
        Path images = Files.createDirectories(folder.resolve("photos"));
        for (int i = 0; i < 2; i++) {
            Images.writePng(image(i, false), images.resolve(i + ".png"));
            Images.writePng(image(i, true), images.resolve(i + "_mask.png"));
        }
        Path task = Files.writeString(folder.resolve("task.json"), """
                {"modality": "image", "size": 16, "steps": 2, "batch": 2,
                 "concepts": [{"id": "mira", "name": "Mira Volk", "forget": "photos"}, {"id": "again", "name": "Mira Volk", "forget": "photos"}],
                 "methods": [{"method": "ga", "rates": [0.0001]}], "metrics": ["error under the mask", "error outside"]}
                """);
        Command done = run(task, model, "out", 1, "--sequential", "2");
        assertThat(done.status()).as(done.said()).isZero();
        List<Json> stages = Json.lines(folder.resolve("out/sequence-image.jsonl"));
        assertThat(stages).extracting(each -> each.field("concept").text()).containsExactly("mira", "again");
        double first = stages.get(0).field("forgotten").field("value").number();
        assertThat(first).isPositive();
        assertThat(stages.get(0).field("left").field("value").number()).isCloseTo(1 - first, within(1e-12));
        assertThat(stages.get(1).field("forgotten").field("samples").count(0)).isEqualTo(2);
        // It went on from where the first left it.
        assertThat(stages.get(1).field("forgotten").field("value").number()).isGreaterThan(first);
    }

    /** Runs a task whose runs end by what they are followed on, and gives why it is refused. */
    private String untilGone(Path task, Path model) throws IOException {
        Files.writeString(task, read(task).replace("\"every\"", "\"until\": \"gone\", \"every\""));
        Command refused = run(task, model, "other", 1);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(folder.resolve("other")).doesNotExist(); // so that another model can be tried there
        return refused.said();
    }

    @Test
    void refusesToEndRunsByDataThatIsNotThere() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder);
        String concept = "{\"id\": \"a\", \"name\": \"Mira Volk\", \"forget\": \"data.json\", \"images\": \"images\"}";
        assertThat(refused(
                        tiny,
                        "{\"until\": \"gone\", "
                                + task(concept, "{\"method\": \"ga\", \"rates\": [1]}")
                                        .substring(1)))
                .contains(
                        "concept a: has no data that runs can be ended by: no validation data that names it",
                        "nothing of");
    }

    @Test
    void refusesToEndRunsByImagesThatTheyTrainOn() throws IOException {
        Path model = TinyStableDiffusion.write(folder).model();
        for (String name : List.of("photos", "seen")) {
            Path images = Files.createDirectories(folder.resolve(name));
            for (int i = 0; i < 2; i++) {
                String file = name.charAt(0) + "" + i;
                Images.writePng(image(name.equals("seen") ? 2 * i : i, false), images.resolve(file + ".png"));
                Images.writePng(image(i, true), images.resolve(file + "_mask.png"));
            }
        }
        Path task = Files.writeString(folder.resolve("task.json"), """
                {"modality": "image", "size": 16, "until": "gone", "methods": [{"method": "ga", "rates": [0.0001]}],
                 "concepts": [{"id": "mira", "name": "Mira Volk", "forget": "photos", "validation": "seen"}]}
                """);
        Command refused = run(task, model, "out", 1);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said())
                .contains("concept mira: validation has 1 of 2 samples in common with forget, the first is number 1");
    }

    @Test
    void refusesFieldsFilesAndMethodsThatItDoesNotKnow() throws IOException {
        TinyLlava tiny = TinyLlava.write(folder);
        String concept = "{\"id\": \"a\", \"name\": \"Mira Volk\", \"forget\": \"data.json\", \"images\": \"images\"}";
        assertThat(refused(tiny, "{\"modality\": \"text\", \"concept\": []}"))
                .contains("task.json", "concept is not known; did you mean concepts?");
        assertThat(refused(
                        tiny, task(concept.replace("data.json", "other.json"), "{\"method\": \"ga\", \"rates\": [1]}")))
                .contains("concepts[0].forget is the string \"other.json\", but there is no ");
        assertThat(refused(tiny, task(concept, "{\"method\": \"fttq\", \"rates\": [1]}")))
                .contains("methods[0].method is not a method", "did you mean fttp?");
        assertThat(refused(tiny, task(concept, "{\"method\": \"ga\", \"rates\": [1, 2]}")))
                .contains("methods[0] has 2 settings, but validation names no concept");
        assertThat(refused(tiny, task(concept, "{\"method\": \"gradient-difference\", \"rates\": [1]}")))
                .isNotEmpty();
        assertThat(refused(
                        tiny,
                        task(concept, "{\"method\": \"ga\", \"rates\": [1]}")
                                .replaceFirst(
                                        "]}$",
                                        "], \"goals\": [{\"measurement\": \"forget/forgetrate\", \"at_least\": 1}]}")))
                .contains(
                        "goal's measurement \"forget/forgetrate\": is not measured; did you mean \"forget/forget rate\"?");
        String ga = "{\"method\": \"ga\", \"rates\": [1]}";
        assertThat(refused(tiny, task(concept.replace("}", ", \"anchor\": \"a woman\"}"), ga)))
                .contains("concepts[0].anchor has no effect where modality is text");
        assertThat(refused(tiny, task(concept.replace("}", ", \"others\": {\"Ben Holt\": \"data.json\"}}"), ga)))
                .contains("data.json: says \"Ben Holt\" in no answer that is asked, expected at least one");
        assertThat(refused(tiny, task(concept.replace("}", ", \"others\": {\"mira volk\": \"data.json\"}}"), ga)))
                .contains("concept a: has others of \"mira volk\", which is what is to be forgotten");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compare-text.json", "compare-image.json"})
    void theTasksToCopyAreRead(String name) throws IOException {
        String json = Files.readString(Path.of("../docs/examples", name));
        Matcher paths = Pattern.compile("\"([a-z0-9-]+(\\.json|\\.txt)?)\"").matcher(json);
        while (paths.find()) Files.createDirectories(folder.resolve(paths.group(1)));
        ComparisonTask task = ComparisonTask.read(Files.writeString(folder.resolve("the task.json"), json));
        assertThat(task.reported()).containsExactly("ada");
        assertThat(Files.readString(Path.of("../docs/compare.md"))).contains(json);
    }

    private static String task(String concept, String method) {
        return "{\"modality\": \"text\", \"concepts\": [" + concept + "], \"methods\": [" + method + "]}";
    }

    private String refused(TinyLlava tiny, String json) throws IOException {
        Path task = Files.writeString(folder.resolve("task.json"), json);
        Command command = run(task, tiny.model(), "out", 1);
        assertThat(command.status()).isEqualTo(2);
        return command.said();
    }

    /** A whole run in this process, and one that was killed when it had two results and goes on in so many. */
    private void resumesToTheSameFile(Path task, Path model, String modality, String method, int jobs)
            throws IOException {
        Command whole = run(task, model, "out", 1);
        assertThat(whole.status()).as(whole.said()).isZero();
        Path results = folder.resolve("out/results.jsonl");
        List<String> lines = Files.readAllLines(results);
        assertThat(lines).hasSizeGreaterThan(2);
        assertThat(folder.resolve("out/report.html")).content().contains(method);
        assertThat(folder.resolve("out/settings.json"))
                .content()
                .contains(modality + ", concept mira, forget", modality + ", model");
        Path again = Files.createDirectories(folder.resolve("again"));
        Files.copy(folder.resolve("out/settings.json"), again.resolve("settings.json"));
        for (String each : List.of("results", "costs")) {
            Files.createDirectories(again.resolve(each));
            try (Stream<Path> files = Files.list(folder.resolve("out").resolve(each))) {
                for (Path file : files.sorted().limit(2).toList()) {
                    Files.copy(file, again.resolve(each).resolve(file.getFileName()));
                }
            }
        }
        Command resumed = run(task, model, "again", jobs, "--sequential", "1");
        assertThat(resumed.status()).as(resumed.said()).isZero();
        assertThat(again.resolve("results.jsonl")).hasSameTextualContentAs(results);
        String table = "table-" + modality + ".md";
        assertThat(again.resolve(table))
                .hasSameTextualContentAs(folder.resolve("out").resolve(table));
        assertThat(again.resolve("report.html")).content().contains("requests one after the other");
        assertThat(again.resolve("sequence-" + modality + ".jsonl"))
                .content()
                .containsPattern("\"forgotten\":\\{\"value\":(?!0\\.0,)");
        Path published = folder.resolve("published");
        assertThat(Command.run(List.of("results", "--from", again.toString(), "--out", published.toString()))
                        .status())
                .isZero();
        assertThat(published.resolve(table)).hasSameTextualContentAs(again.resolve(table));
        assertThat(published)
                .isDirectoryContaining("glob:**/short-" + modality + ".md")
                .isDirectoryContaining("glob:**/sequence-" + modality + ".jsonl")
                .isDirectoryContaining("glob:**/manifest.json");
        comesToTheSameBitsAgain(method);
    }

    private void comesToTheSameBitsAgain(String method) throws IOException {
        Path cell = cell(folder.resolve("out"), method);
        Command repeated = Command.run(List.of("rerun", cell.toString()));
        assertThat(repeated.status()).as(repeated.said()).isZero();
        Command kept = Command.run(List.of(
                "rerun", cell.toString(), "--out", folder.resolve("kept").toString()));
        assertThat(kept.status()).isEqualTo(2);
        assertThat(kept.said()).startsWith("--out has no effect with a cell of a comparison");
        Files.writeString(cell, read(cell).replaceFirst("\"value\":", "\"value\":7"));
        assertThat(Command.run(List.of("rerun", cell.toString())).status()).isEqualTo(1);
    }

    private static Path cell(Path comparison, String method) throws IOException {
        try (Stream<Path> files = Files.list(comparison.resolve("results"))) {
            return files.filter(each -> read(each).contains("\"method\":\"" + method + "\""))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Command run(Path task, Path model, String out, int jobs, String... more) {
        return Command.run(arguments(task, model, out, jobs, more));
    }

    private List<String> arguments(Path task, Path model, String out, int jobs, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "compare",
                "--task",
                task.toString(),
                "--model",
                model.toString(),
                "--jobs",
                String.valueOf(jobs),
                "--out",
                folder.resolve(out).toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** A mask covers the left half. */
    private static Image image(int i, boolean mask) {
        byte[] rgb = new byte[3 * 32 * 32];
        for (int at = 0; at < rgb.length; at++) {
            rgb[at] = mask ? (byte) (at / 3 % 32 < 16 ? 255 : 0) : (byte) (at * (i + 3) % 251);
        }
        return Image.of(32, 32, rgb);
    }
}
