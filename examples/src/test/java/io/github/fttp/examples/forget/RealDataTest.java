package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real photos, conversations and a real Llama tokenizer, with a model of random weights that has its vocabulary. */
class RealDataTest {
    private static final int VOCABULARY = 32_064;
    private static final int IMAGE = 32_000;

    @TempDir
    Path folder;

    @Test
    void forgetsAPersonInConversationsAboutFourPhotos() {
        Path data = References.require("real/llava-json/conversations.json");
        Path images = References.require("real/images");
        Path tokenizer = References.require("real/tokenizer-llama/tokenizer.json");
        TinyLlava llava = TinyLlava.withTokenizer(folder, tokenizer, VOCABULARY, IMAGE);
        Path out = folder.resolve("out");
        Command run = Command.run(List.of(
                "forget-llava",
                "--model",
                llava.model().toString(),
                "--data",
                data.toString(),
                "--images",
                images.toString(),
                "--concept",
                "Mira Volkonskaja",
                "--alias",
                "Mira",
                "--alias",
                "Volkonskaja",
                "--allow-without-concept",
                "--allow-near-misses", // "Volkonskajas", "Mira2": made so that no name is found in them
                "--lora-rank",
                "8",
                "--rate",
                "1e-2",
                "--batch",
                "4",
                "--steps",
                "30",
                "--answers",
                "1",
                "--answer-tokens",
                "2",
                "--out",
                out.toString()));
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(out.resolve("adapter/adapter_model.safetensors")).exists();
        Json metrics = Json.data(out.resolve("metrics.json"));
        Json before = metrics.field("before").field("forget");
        Json after = metrics.field("after").field("forget");
        assertThat(after.field("concept_probability").number())
                .isLessThan(0.5 * before.field("concept_probability").number());
        assertThat(after.field("rest_probability").number())
                .isGreaterThan(before.field("rest_probability").number());
    }
}
