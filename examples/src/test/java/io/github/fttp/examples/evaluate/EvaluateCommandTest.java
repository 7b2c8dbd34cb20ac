package io.github.fttp.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    private TinyLlava tiny;

    @BeforeEach
    void write() {
        tiny = TinyLlava.write(folder);
    }

    @Test
    void givesEachFigureWithItsSizeAndInterval() {
        Path out = folder.resolve("figures.json");
        Command done = evaluate("Mira Volk", "--eval", "unseen=" + tiny.data(), "--out", out.toString());
        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        Json figures = forget(out);
        // A random model knows no more than chance, never says the name, and tells nothing of what it has not seen.
        assertThat(figures.field("forget rate").field("value").number()).isEqualTo(1);
        assertThat(figures.field("forget rate").field("samples").number()).isEqualTo(4);
        assertThat(figures.field("conceptual knowledge").field("value").number())
                .isBetween(1e-6, 0.2);
        assertThat(figures.field("membership by loss").field("value").number()).isEqualTo(0.5);
        double perplexity =
                figures.field("perplexity of the rest").field("value").number();
        assertThat(perplexity)
                .isBetween(
                        figures.field("perplexity of the rest").field("low").number(),
                        figures.field("perplexity of the rest").field("high").number());
    }

    @Test
    void replacesNoFileThatItReadsAndNoOtherResult() throws IOException {
        byte[] data = Files.readAllBytes(tiny.data());
        assertThat(evaluate("Mira Volk", "--out", tiny.data().toString()).said())
                .contains("--out " + tiny.data() + " is the file of --data, which it would replace");
        Path sets = Files.copy(tiny.data(), folder.resolve("sets.json"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), sets);
        assertThat(evaluate("Mira Volk", "--eval", "natural=" + sets, "--report", link.toString())
                        .said())
                .contains("--report " + link + " is the file of --eval");
        Path one = folder.resolve("one");
        assertThat(evaluate("Mira Volk", "--out", one.toString(), "--report", one.toString())
                        .said())
                .contains(one + " is the file of --");
        assertThat(tiny.data()).hasBinaryContent(data);
        assertThat(one).doesNotExist();
    }

    @Test
    void givesNoForgetRateOfANameThatOccursNowhere() {
        Path out = folder.resolve("figures.json");
        Command done = evaluate("Mira Vulk", "--out", out.toString());
        assertThat(done.status()).isZero();
        assertThat(done.said())
                .contains("--concept \"Mira Vulk\" occurs in no answer of 4", "4 near misses: \"Mira Volk\"")
                .contains("no forget rate");
        assertThat(forget(out).has("forget rate")).isFalse();
        assertThat(forget(out).has("forget rate, fuzzy")).isFalse();
        assertThat(forget(out).has("natural knowledge")).isTrue();
    }

    @Test
    void tellsForgottenFromNeverKnown() {
        Path out = folder.resolve("figures.json");
        Command done = evaluate("Mira Volk", "--before", tiny.model().toString(), "--out", out.toString());

        assertThat(done.status()).isZero();
        // The model is the same, and never knew the name.
        assertThat(forget(out).field("never known").field("value").number()).isEqualTo(1);
        assertThat(forget(out).has("forgotten")).isFalse();
        assertThat(forget(out)
                        .field("conceptual knowledge against before")
                        .field("value")
                        .number())
                .isEqualTo(1);
        assertThat(Json.data(out).field("before").field("forget").has("conceptual knowledge"))
                .isTrue();
    }

    @Test
    void writesAPageThatSaysWhatChanged() throws IOException {
        Path page = folder.resolve("evaluation.html");
        Command done = evaluate("Mira Volk", "--before", tiny.model().toString(), "--report", page.toString());

        assertThat(done.status()).isZero();
        // The model is the same: no answer named it before, and nothing changed.
        assertThat(Files.readString(page))
                .contains("Mira Volk was at chance before already", "the rest is kept")
                .contains("forget, to be forgotten", "+0.0 points", "answer before", "Who is this?")
                .contains("<td>tokens of an answer</td><td>8</td>");
    }

    @Test
    void measuresSetsByTheirNames() throws IOException {
        Path out = folder.resolve("figures.json");
        Path facts = Files.writeString(folder.resolve("facts.json"), """
                [{"id": "1", "conversations": [{"from": "human", "value": "What is the capital of France?"},
                  {"from": "gpt", "value": "Paris"}], "perturbed_answer": ["London", "Rome"]},
                 {"id": "2", "conversations": [{"from": "human", "value": "What is the capital of Spain?"},
                  {"from": "gpt", "value": "Madrid"}], "perturbed_answer": "Oslo", "paraphrased_answer": "It is Madrid"}]
                """);
        Command done = evaluate("Mira Volk", "--eval", "natural:facts=" + facts, "--out", out.toString());

        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        Json measured = Json.data(out).field("measurements");
        Json natural = measured.field("natural:facts");
        assertThat(natural.field("truth ratio").field("samples").count(0)).isEqualTo(2);
        assertThat(natural.field("answer accuracy").field("value").number()).isZero();
        assertThat(natural.has("forget rate")).isFalse();
        assertThat(measured.field("overall").has("model utility")).isTrue();
    }

    @Test
    void refusesSetsAndMetricsThatThereAreNot() {
        assertThat(evaluate("Mira Volk", "--eval", "neutral=x.json").said())
                .contains("no data set is called \"neutral\": expected one of forget");
        assertThat(evaluate("Mira Volk", "--eval", "natural").said()).contains("--eval must be NAME=PATH");
        assertThat(evaluate("Mira Volk", "--metric", "forget rat").said()).contains("did you mean \"forget rate\"?");
        assertThat(evaluate("Mira Volk", "--metric", "forgotten").said())
                .contains("metric \"forgotten\": needs the model as it was before");
    }

    @Test
    void namesWhatIsMissing() {
        Command refused = evaluate("Mira Volk", "--eval", "unseen=" + folder.resolve("none.json"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said()).contains("none.json");
    }

    private static Json forget(Path out) {
        return Json.data(out).field("measurements").field("forget");
    }

    private Command evaluate(String concept, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--model",
                tiny.model().toString(),
                "--data",
                tiny.data().toString(),
                "--images",
                tiny.images().toString(),
                "--concept",
                concept,
                "--answer-tokens",
                "8"));
        arguments.addAll(List.of(more));
        return Command.run(arguments);
    }
}
