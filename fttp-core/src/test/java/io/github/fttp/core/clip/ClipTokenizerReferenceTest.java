package io.github.fttp.core.clip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.testing.References;
import io.github.fttp.core.text.TextSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against ids and states of the reference tools; skipped where those are absent. */
class ClipTokenizerReferenceTest {
    private static final ClipTextConfig CLIP = config(49408);

    private static ClipTextConfig config(int vocabulary) {
        return new ClipTextConfig(vocabulary, 8, 8, 1, 1, 77, 1e-5, Activation.QUICK_GELU, 2, false, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "vocab.json merges.txt"})
    void givesTheFastTokenizersIdsAndSpans(String files, @TempDir Path folder) throws IOException {
        Path real = References.require("real/tokenizer-clip");
        for (String file : files.split(" ")) Files.copy(real.resolve(file), folder.resolve(file));
        try (ClipTokenizer tokenizer = ClipTokenizer.load(folder, CLIP)) {
            assertThat(tokenizer.length()).isEqualTo(77);
            for (JsonNode item : Json.data(real.resolve("golden.json")).node().get("items")) {
                String text = item.get("text").asText();
                EncodedPrompt found = tokenizer.encode(text);
                int[] fast = ints(item.get("fast_ids"));
                int[] expected =
                        item.get("fast_agrees").asBoolean() ? ints(item.get("ids77_pad_eot")) : padded(fast, 49407);
                assertThat(found.ids()).as(text).isEqualTo(expected);
                assertThat(found.cut().isEmpty())
                        .as(text)
                        .isEqualTo(!item.get("truncated").asBoolean());
                List<TextSpan> spans = spans(item.get("fast_offsets_codepoint"));
                int kept = Math.min(76, spans.size() - 1);
                assertThat(found.spans().subList(0, kept)).as(text).isEqualTo(spans.subList(0, kept));
                assertThat(found.spans().subList(kept, 77)).as(text).containsOnly(new TextSpan(0, 0));
            }
        }
    }

    @Test
    void cutsALongPromptAfterSeventyFiveTokensAndKeepsTheRestToShow(@TempDir Path folder) throws IOException {
        Path real = References.require("real/tokenizer-clip");
        Files.copy(real.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        try (ClipTokenizer tokenizer = ClipTokenizer.load(folder, CLIP)) {
            String begin = "cat ".repeat(74) + "\ud83d\ude80 "; // a rocket is one token, and two UTF-16 units
            assertThat(tokenizer.encode(begin).cut()).isEmpty();
            assertThat(tokenizer.encode(begin + " Mira  Volk, dusk ").cut()).isEqualTo("Mira  Volk, dusk");
        }
    }

    /** Expected: {@code CLIPTokenizer} of transformers 5.18 on the same folders. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void padsWithTheExclamationMarkAsStableDiffusionTwo(boolean isOld, @TempDir Path folder) throws IOException {
        Path real = References.require("real/tokenizer-clip");
        Files.copy(real.resolve("vocab.json"), folder.resolve("vocab.json"));
        Files.copy(real.resolve("merges.txt"), folder.resolve("merges.txt"));
        String flags = "\"lstrip\": false, \"normalized\": true, \"rstrip\": false, \"single_word\": false";
        String start = "{\"content\": \"<|startoftext|>\", " + flags + "}";
        if (isOld) {
            // The two files contradict each other in the released folders, too.
            Files.writeString(
                    folder.resolve("tokenizer_config.json"),
                    "{\"model_max_length\": 77, \"pad_token\": \"<|endoftext|>\", \"tokenizer_class\": \"CLIPTokenizer\"}");
            Files.writeString(
                    folder.resolve("special_tokens_map.json"), "{\"bos_token\": " + start + ", \"pad_token\": \"!\"}");
        } else {
            Files.writeString(
                    folder.resolve("tokenizer_config.json"),
                    "{\"pad_token\": \"!\", \"added_tokens_decoder\": {\"0\": {\"content\": \"!\", \"special\": true},"
                            + " \"49406\": " + start + "}}");
            Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"<|endoftext|>\"}");
        }
        try (ClipTokenizer tokenizer = ClipTokenizer.load(folder, CLIP)) {
            assertThat(tokenizer.encode("hello world!").ids())
                    .isEqualTo(padded(new int[] {49406, 3306, 1002, 0, 49407}, 0));
            assertThat(tokenizer.encode("wow!! great <|STARTOFTEXT|> x").ids())
                    .isEqualTo(padded(new int[] {49406, 2781, 0, 0, 830, 49406, 343, 49407}, 0));
            assertThat(tokenizer.encode(" ").ids()).isEqualTo(padded(new int[] {49406, 49407}, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd-micro-pipeline", "sd-tiny-pipeline"})
    void givesAPipelinesIdsAndStates(String name) {
        Path folder = References.require("golden/" + name);
        Json spec = Json.data(folder.resolve("case.json"));
        Safetensors io = Safetensors.open(folder.resolve("io.safetensors"));
        List<String> prompts =
                spec.field("prompts").items().stream().map(Json::text).toList();
        String negative = spec.field("negative_prompt").text();
        try (Engine engine = new OneDnnEngine();
                ClipTextModel model = ClipTextModel.load(folder.resolve("text_encoder"), engine);
                ClipTokenizer tokenizer = ClipTokenizer.load(folder.resolve("tokenizer"), model.config())) {
            check(model, tokenizer, engine, prompts, io, "in.prompt_ids", "out.prompt_embeds");
            check(model, tokenizer, engine, List.of(negative, negative), io, "in.negative_ids", "out.negative_embeds");
        }
    }

    private static void check(
            ClipTextModel model,
            ClipTokenizer tokenizer,
            Engine engine,
            List<String> prompts,
            Safetensors io,
            String idsKey,
            String statesKey) {
        int[][] ids =
                prompts.stream().map(prompt -> tokenizer.encode(prompt).ids()).toArray(int[][]::new);
        assertThat(Arrays.stream(ids)
                        .flatMapToInt(Arrays::stream)
                        .asLongStream()
                        .toArray())
                .isEqualTo(io.integers(idsKey));
        try (Tape tape = Tape.forward(engine)) {
            float[] states =
                    model.forward(tape, ids, HiddenLayer.last()).value().toArray();
            float[] expected = io.floats(statesKey);
            assertThat(states).hasSameSizeAs(expected);
            for (int i = 0; i < states.length; i++) {
                assertThat(Math.abs(states[i] - expected[i]))
                        .isLessThanOrEqualTo(3e-5f + 1e-5f * Math.abs(expected[i]));
            }
        }
    }

    /** Both files of the small pipeline's vocabulary, each alone. */
    @Test
    void vocabularyWithMergesCutsAsTheWholeFile(@TempDir Path folder) throws IOException {
        Path micro = References.require("golden/sd-micro-pipeline/tokenizer");
        Files.copy(micro.resolve("vocab.json"), folder.resolve("vocab.json"));
        Files.copy(micro.resolve("merges.txt"), folder.resolve("merges.txt"));
        try (ClipTokenizer whole = ClipTokenizer.load(micro, config(628));
                ClipTokenizer parts = ClipTokenizer.load(folder, config(628))) {
            List<String> texts =
                    new ArrayList<>(List.of("A photo of Mira Volk's (blue) hat!", "", "caf\u00e9 \ud83d\ude80"));
            texts.add("the lighthouse at night ".repeat(40));
            for (String text : texts) {
                EncodedPrompt expected = whole.encode(text);
                EncodedPrompt found = parts.encode(text);
                assertThat(found.ids()).as(text).isEqualTo(expected.ids());
                assertThat(found.spans()).as(text).isEqualTo(expected.spans());
                assertThat(found.cut()).as(text).isEqualTo(expected.cut());
            }
        }
    }

    private static int[] padded(int[] ids, int padding) {
        return IntStream.range(0, 77)
                .map(i -> i < ids.length ? ids[i] : padding)
                .toArray();
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static List<TextSpan> spans(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(pair -> new TextSpan(pair.get(0).asInt(), pair.get(1).asInt()))
                .toList();
    }
}
