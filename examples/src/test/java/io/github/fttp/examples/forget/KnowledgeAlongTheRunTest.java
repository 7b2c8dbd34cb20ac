package io.github.fttp.examples.forget;

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

/** Tests of measurements along a run on data that it does not train on. */
class KnowledgeAlongTheRunTest {
    @TempDir
    Path folder;

    private TinyLlava tiny;
    private Path out;

    @BeforeEach
    void writeModel() {
        tiny = TinyLlava.write(folder);
        out = folder.resolve("out");
    }

    @Test
    void setsAreMeasuredBeforeAlongAndAfter() throws IOException {
        Path facts = Files.writeString(folder.resolve("facts.json"), """
                [{"id": "1", "conversations": [{"from": "human", "value": "What is this?"},
                  {"from": "gpt", "value": "That is a lamp"}]},
                 {"id": "2", "conversations": [{"from": "human", "value": "And that?"},
                  {"from": "gpt", "value": "It is a small boat"}]}]
                """);
        Command run = forget(
                tiny.data(),
                "--eval",
                "natural:facts=" + facts,
                "--evaluate-every",
                "1",
                "--steps",
                "2",
                "--rate",
                "1e-2");
        assertThat(run.status()).as(run.said()).isZero();

        Json metrics = Json.data(out.resolve("metrics.json"));
        Json before = knowledge(metrics, "before", "natural:facts");
        assertThat(before.field("samples").count(0)).isEqualTo(2);
        assertThat(before.field("value").number())
                .isBetween(before.field("low").number(), before.field("high").number());
        assertThat(knowledge(metrics, "after", "natural:facts").field("value").number())
                .isNotEqualTo(before.field("value").number());
        assertThat(out.resolve("run.jsonl")).content().contains("natural:facts/natural knowledge, low");
        // Four samples are too few to hold some out.
        assertThat(metrics.field("settings").field("held out").text())
                .isEqualTo("held out of the data to forget: nothing of 4 samples");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("On data not trained on", "nothing of 4 samples", "natural:facts", "n 2</small>");
    }

    @Test
    void aShareOfTheDataIsHeldOut() throws IOException {
        String four = Files.readString(tiny.data()).strip();
        String items = four.substring(1, four.length() - 1);
        Path many = Files.writeString(
                folder.resolve("many.json"), "[" + String.join(",", List.of(items, items, items, items, items)) + "]");

        Command run = forget(many, "--steps", "1");
        assertThat(run.status()).as(run.said()).isZero();

        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("settings").field("samples").text()).isEqualTo("16");
        assertThat(knowledge(metrics, "before", "generality:held out")
                        .field("samples")
                        .count(0))
                .isEqualTo(4);
    }

    private static Json knowledge(Json metrics, String moment, String set) {
        return metrics.field(moment).field("not_trained_on").field(set).field("natural knowledge");
    }

    private Command forget(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "forget-llava",
                "--model",
                tiny.model().toString(),
                "--data",
                data.toString(),
                "--images",
                tiny.images().toString(),
                "--concept",
                "Mira Volk",
                "--lora-rank",
                "4",
                "--answers",
                "0",
                "--out",
                out.toString()));
        arguments.addAll(List.of(more));
        return Command.run(arguments);
    }
}
