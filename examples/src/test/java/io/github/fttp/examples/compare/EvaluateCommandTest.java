package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
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
        Command done = evaluate("Mira Volk", "--unseen", tiny.data().toString(), "--out", out.toString());
        assertThat(done.said()).isEmpty();
        assertThat(done.status()).isZero();
        Json figures = Json.data(out);
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
    void givesNoForgetRateOfANameThatOccursNowhere() {
        Path out = folder.resolve("figures.json");
        Command done = evaluate("Mira Vulk", "--out", out.toString());
        assertThat(done.status()).isZero();
        assertThat(done.said())
                .contains("--concept \"Mira Vulk\" occurs in no answer of 4", "4 near misses: \"Mira Volk\"")
                .contains("no forget rate");
        assertThat(Json.data(out).has("forget rate")).isFalse();
        assertThat(Json.data(out).has("forget rate, fuzzy")).isFalse();
        assertThat(Json.data(out).has("natural knowledge")).isTrue();
    }

    @Test
    void namesWhatIsMissing() {
        Command refused =
                evaluate("Mira Volk", "--unseen", folder.resolve("none.json").toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said()).contains("none.json");
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
