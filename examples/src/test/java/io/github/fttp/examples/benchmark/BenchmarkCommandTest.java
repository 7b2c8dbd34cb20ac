package io.github.fttp.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.Trial;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command from end to end: text on a tiny LLaVA, images on the small Stable Diffusion. */
class BenchmarkCommandTest {
    private static final Map<String, Function<Path, Path>> DATA = Map.of(
            "mllmu", TinyBenchmarks::mllmu,
            "clear", TinyBenchmarks::clear,
            "tofu", TinyBenchmarks::tofu,
            "fiubench", TinyBenchmarks::fiubench,
            "umu", TinyBenchmarks::umu,
            "mmubench", TinyBenchmarks::mmubench);

    @TempDir
    static Path shared;

    private static TinyLlava llava;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeModel() {
        llava = TinyLlava.write(shared);
    }

    private Trial benchmark(Path data) {
        return Trial.of("benchmark", folder.resolve("out")).with("--data", data);
    }

    private static Map<String, Json> headline(Path out) {
        Map<String, Json> headline = new TreeMap<>();
        for (Json each :
                Json.data(out.resolve("figures.json")).field("headline").items()) {
            headline.put(each.field("figure").text(), each);
        }
        return headline;
    }

    @ParameterizedTest
    @CsvSource({
        "mllmu, 5, 'classification accuracy, image, forget', 'factuality, image, forget'",
        "clear, 01, model utility, forget quality",
        "tofu, 01, 'probability, natural:real-authors', forget quality",
        "fiubench, 1, 'APE: exact match, paraphrased questions', model utility",
        "umu, 5, 'alignment, ROUGE-L, retain', ''",
        "mmubench, Mira Volk, efficacy, fluency"
    })
    void measuresATextModel(String name, String forget, String measured, String missing) {
        Path data = DATA.get(name).apply(folder.resolve("data"));
        Command done = benchmark(data)
                .with("--forget", forget)
                .with("--model", llava.model())
                .run(name);
        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        Path out = folder.resolve("out");
        Map<String, Json> headline = headline(out);
        assertThat(headline.get(measured).field("value").number()).isBetween(0.0, 1.0);
        if (!missing.isEmpty()) {
            assertThat(headline.get(missing).field("missing").text()).startsWith("not measured: needs ");
        }
        assertThat(out.resolve("report.html")).isNotEmptyFile();
        // The task reads, with data that the commands take.
        ComparisonTask task = ComparisonTask.read(out.resolve("task.json"));
        List<Conversation> conversations = LlavaConversations.read(out.resolve("forget.json"), out.resolve("images"));
        assertThat(conversations).anyMatch(each -> !each.names().isEmpty());
        Concept concept = task.concepts().get(0).concept();
        assertThat(conversations)
                .anyMatch(each -> !concept.occurrences(each.answers().get(0)).isEmpty());
    }

    @Test
    void asksTheJudgeAndStopsBeforeAnythingWhereItFails() {
        Path data = TinyBenchmarks.mllmu(folder.resolve("data"));
        Trial trial = benchmark(data).with("--model", llava.model());
        trial.with("--judge", "echo no credit >&2; exit 1")
                .refused("mllmu")
                .contains("judge \"echo no credit >&2; exit 1\": ended with status 1: no credit");
        Command done = trial.with("--judge", "sed 's/.*\"id\":\"\\([^\"]*\\)\".*/{\"id\":\"\\1\",\"score\":4}/'")
                .run("mllmu");
        assertThat(done.said()).isEmpty();
        assertThat(headline(folder.resolve("out"))
                        .get("factuality, image, forget")
                        .field("value")
                        .number())
                .isEqualTo(4);
    }

    @Test
    void aTemplateThatIsNotKnownIsRefusedBeforeAnythingIsWrittenAndNamed() throws IOException {
        Path data = TinyBenchmarks.tofu(folder.resolve("data"));
        Path model = TinyLlava.write(folder.resolve("unknown")).model();
        Files.writeString(model.resolve("chat_template.jinja"), "{{ messages }}");
        Trial trial = benchmark(data).with("--forget", "01").with("--model", model);
        trial.refused("tofu").contains("chat_template.jinja: chat_template", "name the template to take");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(trial.with("--template", "vicuna_v1").run("tofu").said()).isEmpty();
    }

    @Test
    void comparesWithTheModelBeforeAndWithOneThatNeverKnew() {
        Path data = TinyBenchmarks.tofu(folder.resolve("data"));
        Command done = benchmark(data)
                .with("--forget", "01")
                .with("--model", llava.model())
                .with("--before", llava.model())
                .with("--reference", llava.model())
                .run("tofu");
        assertThat(done.said()).isEmpty();
        // The model itself: truth ratios are the same.
        assertThat(headline(folder.resolve("out"))
                        .get("forget quality")
                        .field("value")
                        .number())
                .isEqualTo(1);
    }

    /** Before is the model itself: no probability has moved. What it says has no words to compare. */
    @Test
    void readsTheQuestionsThemselvesBesideTheModelBefore() {
        Path data = TinyBenchmarks.mmubench(folder.resolve("data"));
        Command done = benchmark(data)
                .with("--forget", "Mira Volk")
                .with("--model", llava.model())
                .with("--before", llava.model())
                .run("mmubench");
        assertThat(done.said()).isEmpty();
        Map<String, Json> headline = headline(folder.resolve("out"));
        assertThat(headline.get("C-Dis").field("value").number()).isZero();
        assertThat(headline.get("C-Dis").field("samples").count(0)).isEqualTo(3);
        assertThat(headline.get("MIA, ROUGE-L").has("value")).isFalse();
    }

    /** Sets whose figures say what must stay: there is nothing to train on, and no task. */
    @ParameterizedTest
    @CsvSource({"pope, 'accuracy, coco-random'", "mme, existence"})
    void measuresWhatMustStay(String name, String figure) {
        Path data = name.equals("pope")
                ? TinyBenchmarks.pope(folder.resolve("data"))
                : TinyBenchmarks.mme(folder.resolve("data"));
        Trial trial = benchmark(data).with("--model", llava.model());
        trial.refused(name).contains("part to forget: is not given, expected the name of the concept");
        Command done = trial.with("--forget", "Mira Volk").run(name);
        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        Path out = folder.resolve("out");
        assertThat(headline(out).get(figure).field("value").number()).isBetween(0.0, 200.0);
        assertThat(out.resolve("eval")).isNotEmptyDirectory();
        assertThat(out.resolve("task.json")).doesNotExist();
        assertThat(out.resolve("forget.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--data=x",
                "--seed=2",
                "--zero-shot",
                "--cross-classifier=judge",
                "--image-size=3",
                "--engine=nd4j"
            })
    void aMissingNameIsNoReasonToIgnoreOptions(String option) {
        Command done = Command.run(List.of("benchmark", option));
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.said())
                .contains(option.split("=")[0] + " has no effect without a benchmark's name (--list lists them)");
    }

    @Test
    void aListIsOfAllBenchmarks() {
        assertThat(Command.run(List.of("benchmark", "--list")).status()).isZero();
        Command both = Command.run(List.of("benchmark", "mllmu", "--list"));
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.said()).contains("mllmu has no effect with --list");
    }

    @Test
    void measuresTheSmallStableDiffusionByTheJudge() {
        Path data = TinyBenchmarks.unlearnCanvas(folder.resolve("data"));
        Command done = benchmark(data)
                .with("--forget", "Mira_Volk")
                .with("--model", PretrainedStableDiffusion.copyInto(folder))
                .with("--classifier", "judge")
                .with("--cross-classifier", "judge")
                .with("--image-size", 64)
                .with("--image-steps", 2)
                .run("unlearncanvas");
        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        Map<String, Json> headline = headline(folder.resolve("out"));
        assertThat(new ArrayList<>(headline.keySet())).containsExactly("CRA", "IRA", "UA");
        assertThat(headline.get("CRA").field("samples").count(0)).isEqualTo(20);
        assertThat(headline.values())
                .allSatisfy(each -> assertThat(each.field("value").number()).isBetween(0.0, 1.0));
        assertThat(ComparisonTask.read(folder.resolve("out/task.json"))
                        .concepts()
                        .get(0)
                        .concept()
                        .name())
                .isEqualTo("Mira Volk");
    }

    @Test
    void methodsAreComparedOnItsTask() {
        Path data = TinyBenchmarks.mllmu(folder.resolve("data"));
        assertThat(benchmark(data).run("mllmu").said()).isEmpty();
        Command compared = Trial.of("compare", folder.resolve("compared"))
                .with("--task", folder.resolve("out/task.json"))
                .with("--model", llava.model())
                .with("--methods", "fttp")
                .run();
        assertThat(compared.status()).as(compared.said()).isZero();
        assertThat(folder.resolve("compared/table-text.md")).content().contains("retain");
    }

    @Test
    void refusesWhatDoesNotFit() {
        Path data = TinyBenchmarks.mllmu(folder.resolve("data"));
        benchmark(data).refused("mlmu").contains("did you mean \"mllmu\"?");
        benchmark(data).with("--image-steps", 3).refused("mllmu").contains("--image-steps has no effect with mllmu");
        benchmark(data).with("--judge", "cat").refused("mllmu").contains("--judge has no effect without --model");
        benchmark(data).with("--judge", "cat").refused("tofu").contains("--judge has no effect with tofu");
        benchmark(data).with("--seed", 2).refused("tofu").contains("--seed has no effect with tofu");
        benchmark(data).with("--reference", data).refused("pope").contains("--reference has no effect with pope");
        Command shown =
                Command.run(List.of("benchmark", "mmubench", "--data", data.toString(), "--out", "o", "--zero-shot"));
        assertThat(shown.said()).contains("--zero-shot has no effect with mmubench");
        benchmark(data)
                .with("--forget", "7")
                .refused("mllmu")
                .contains("part to forget: is \"7\", expected one of 5, 10, 15");
    }
}
