package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.io.Digest;
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
                "--eval",
                "forget=" + tiny.data(),
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
                .contains("On the sets measured", "nothing of 4 samples", "natural:facts", "n 2</small>")
                .contains("Measured on data that it was not trained on: natural:facts (2).")
                .contains("Measured on data of which it was trained on all or some: forget (4).");
        assertThat(run.said()).contains("4 of 4 samples (\"sample-0\" and others) of forget are trained on");
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

    @Test
    void otherConceptsAreRankedBesideTheirLikeness() throws IOException {
        Path lamps = Files.writeString(folder.resolve("lamps.json"), """
                [{"id": "1", "conversations": [{"from": "human", "value": "What is this?"},
                  {"from": "gpt", "value": "That is a lamp"}]}]
                """);
        Path ships = Files.writeString(folder.resolve("ships.json"), """
                [{"id": "2", "conversations": [{"from": "human", "value": "And that?"},
                  {"from": "gpt", "value": "It is a small ship"}]}]
                """);
        Command run = forget(
                tiny.data(),
                "--eval",
                "retain:Mira=" + tiny.data(),
                "--eval",
                "retain:lamp=" + lamps,
                "--eval",
                "retain:boat=" + ships,
                "--evaluate-every",
                "0",
                "--steps",
                "2",
                "--rate",
                "1e-2");
        assertThat(run.status()).as(run.said()).isZero();

        Json metrics = Json.data(out.resolve("metrics.json"));
        List<Json> others = metrics.field("others").items();
        List<String> names =
                others.stream().map(each -> each.field("other").text()).toList();
        assertThat(names).containsExactlyInAnyOrder("Mira", "lamp", "boat");
        double[] lost =
                others.stream().mapToDouble(each -> each.field("lost").number()).toArray();
        assertThat(lost[0]).isGreaterThan(lost[1]);
        assertThat(lost[1]).isGreaterThan(lost[2]);
        for (int i = 0; i < lost.length; i++) {
            double before = knowledge(metrics, "before", "retain:" + names.get(i))
                    .field("value")
                    .number();
            double after = knowledge(metrics, "after", "retain:" + names.get(i))
                    .field("value")
                    .number();
            assertThat(lost[i]).isCloseTo(1 - after / before, within(1e-12));
        }
        // A name is cut into a space and its words, unknown ones into letters: two of three tokens, one of seven.
        Json mira = likeness(others, names, "Mira");
        assertThat(mira.field("shared tokens").number()).isEqualTo(2.0 / 3);
        // Mira stands wherever Mira Volk does, so the model is about to say both in the same states.
        assertThat(mira.field("nearness in the model").number()).isCloseTo(1, within(1e-6));
        Json lamp = likeness(others, names, "lamp");
        assertThat(lamp.field("shared tokens").number()).isEqualTo(1.0 / 7);
        assertThat(lamp.field("nearness in the model").number()).isBetween(-1.0, 0.999);
        // No answer names a boat.
        assertThat(likeness(others, names, "boat").has("nearness in the model")).isFalse();
        assertThat(out.resolve("report.html"))
                .content()
                .contains("What else was lost", "FTTP: what is gone of others beside Mira Volk")
                .containsSubsequence("<td>" + names.get(0), "<td>" + names.get(1), "<td>" + names.get(2));
        assertThat(out.resolve("manifest.json")).content().contains(lamps.toString(), Digest.contents(lamps));
    }

    private static Json likeness(List<Json> others, List<String> names, String name) {
        return others.get(names.indexOf(name)).field("likeness");
    }

    @Test
    void aSetOfOthersThatCannotBeIsRefusedBeforeTheRun() throws IOException {
        Path none = Files.writeString(folder.resolve("none.json"), "[]");
        for (List<String> each : List.of(
                List.of("mira volk=" + tiny.data(), "data set retain:mira volk: is to keep what \"Mira Volk\" names"),
                List.of("Ben Holt=" + none, "none.json: has no samples"),
                List.of("Ben Holt=" + folder.resolve("missing.json"), "missing.json"))) {
            Command run = forget(tiny.data(), "--eval", "retain:" + each.get(0));
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.said()).contains(each.get(1)).doesNotContain("\tat ");
        }
        Command twice =
                forget(tiny.data(), "--eval", "retain:Ben=" + tiny.data(), "--eval", "retain:Ben=" + tiny.data());
        assertThat(twice.status()).isEqualTo(2);
        assertThat(twice.said()).contains("--eval gives retain:Ben twice");
        Command read =
                forget(tiny.data(), "--eval", "retain:Ben=" + tiny.data(), "--eval", "retain:BEN=" + tiny.data());
        assertThat(read.said()).contains("data set retain:BEN: is of a concept that another set is of already");
        assertThat(out).doesNotExist();
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
