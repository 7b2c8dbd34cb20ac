package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.testing.References;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.text.Tokens;
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

class LlavaConversationsTest {
    private static final int IMAGE = 32000;

    @Test
    void encodesAsTheReferenceDoes() {
        Path folder = References.require("real/llava-json");
        List<Conversation> conversations =
                LlavaConversations.read(folder.resolve("conversations.json"), References.require("real/images"));
        try (Tokenizer tokenizer = Tokenizer.load(References.require("real/tokenizer-llama/tokenizer.json"))) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, IMAGE);
            JsonNode items = Json.data(folder.resolve("golden.json")).node().get("items");
            assertThat(conversations).hasSize(items.size());
            for (int i = 0; i < items.size(); i++) {
                JsonNode item = items.get(i);
                Concept concept = Concept.of(item.get("concept").get("name").asText());
                for (JsonNode alias : item.get("concept").get("aliases")) concept = concept.alias(alias.asText());
                EncodedSample found = encoder.encode(conversations.get(i), concept, Matching.SPANS);
                String id = item.get("id").asText();
                assertThat(found.id()).isEqualTo(id);
                assertThat(found.prompt()).as(id).isEqualTo(item.get("prompt").asText());
                assertThat(found.inputIds()).as(id).isEqualTo(ints(item.get("input_ids")));
                assertThat(found.spans()).as(id).isEqualTo(spans(item.get("spans_codepoint")));
                assertThat(found.labels()).as(id).isEqualTo(ints(item.get("labels")));
                assertThat(concept.occurrences(found.prompt()))
                        .as(id)
                        .isEqualTo(spans(item.get("occurrences_codepoint")));
                assertThat(positions(found.concept())).as(id).isEqualTo(ints(item.get("concept_positions")));
                assertThat(positions(encoder.anywhere(found, concept, Matching.SPANS)))
                        .as(id)
                        .isEqualTo(ints(item.get("concept_positions_anywhere")));
                assertThat(positions(encoder.encode(conversations.get(i), concept, Matching.SINGLE_TOKENS)
                                .concept()))
                        .as(id)
                        .isEqualTo(ints(item.get("authors_positions")));
            }
        }
    }

    @Test
    void refusesEveryMalformedFileWithOneMessageThatNamesIt() throws IOException {
        Path folder = References.require("real/llava-json/malformed");
        Path images = References.require("real/images");
        List<String> wrong = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(References.require("real/tokenizer-llama/tokenizer.json"))) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, IMAGE);
            for (var entry : Json.data(folder.resolve("expected.json")).node().properties()) {
                Path file = folder.resolve(entry.getKey());
                String outcome = entry.getValue().get("outcome").asText();
                Throwable thrown = catchThrowable(
                        () -> LlavaConversations.read(file, images).forEach(encoder::encode));
                boolean refused =
                        thrown instanceof BadData && !thrown.getMessage().contains("\n");
                boolean mayBeRead = outcome.contains(" or a warning"); // both samples of one id are there
                boolean fine = outcome.equals("read") ? thrown == null : refused || mayBeRead && thrown == null;
                if (!fine) wrong.add(entry.getKey() + ": " + thrown);
                if (thrown != null
                        && !thrown.getMessage().contains(entry.getKey())
                        && !entry.getKey().startsWith("special")) {
                    wrong.add(entry.getKey() + " is not named: " + thrown.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void refusesImagesOutsideOfTheirFolder(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("outside.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Path images = Files.createDirectory(folder.resolve("images"));
        Path file = Files.writeString(
                folder.resolve("data.json"),
                "[{\"id\":\"a\",\"image\":\"../outside.png\",\"conversations\":["
                        + "{\"from\":\"human\",\"value\":\"<image>\\nWho?\"},{\"from\":\"gpt\",\"value\":\"Me.\"}]}]");
        assertThatThrownBy(() -> LlavaConversations.read(file, images))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("data.json")
                .hasMessageContaining("[0].image")
                .hasMessageContaining("../outside.png");
    }

    /** Its normaliser puts a space in front of each text. */
    private static JsonNode smallTokenizer() {
        return Json.data(Path.of("src/test/resources/golden/llava-json-small/tokenizer.json"))
                .node();
    }

    /** As transformers writes it of a tokenizer that is not "legacy"; the library cuts the whole prompt. */
    @Test
    void aSpaceInFrontOfTheFirstTextAloneIsInFrontOfNoOther(@TempDir Path folder) throws IOException {
        ObjectNode json = smallTokenizer().deepCopy();
        json.putNull("normalizer");
        json.putObject("pre_tokenizer")
                .put("type", "Metaspace")
                .put("replacement", "\u2581")
                .put("prepend_scheme", "first")
                .put("split", false);
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json.toString());
        Conversation two = new Conversation(
                "a",
                List.of(Path.of("x.png")),
                List.of(
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "<image>\nWho is this?"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "Mira."),
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "And now?"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "Mira, too.")));
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            int image = tokenizer.special().get("<image>");
            EncodedSample found = new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, image).encode(two);
            Tokens whole = tokenizer.encodeWithSpelledSpecial(found.prompt());
            assertThat(Arrays.copyOfRange(found.inputIds(), 1, found.inputIds().length))
                    .isEqualTo(whole.ids());
            assertThat(found.spans().subList(1, found.spans().size())).isEqualTo(whole.spans());
        }
    }

    /** In LLaVA's preprocess_plain all behind the image is learnt, the space in front of it too. */
    @Test
    void theSpaceInFrontOfAPlainAnswerIsLearnt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokenizer.json"), smallTokenizer().toString());
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            int image = tokenizer.special().get("<image>");
            SampleEncoder encoder = new SampleEncoder(tokenizer, ConversationTemplate.PLAIN, image);
            EncodedSample found = encoder.encode(Conversation.of("a", List.of(Path.of("x.png")), "<image>", "2 now"));
            int behind = IntStream.range(0, found.inputIds().length)
                            .filter(i -> found.inputIds()[i] == image)
                            .findFirst()
                            .orElseThrow()
                    + 1;
            TextSpan space = found.spans().get(behind);
            assertThat(space.end()).isEqualTo(space.start());
            assertThat(Arrays.copyOfRange(found.labels(), behind, found.labels().length))
                    .isEqualTo(Arrays.copyOfRange(found.inputIds(), behind, found.inputIds().length));
        }
    }

    @Test
    void writesTheOtherTemplatesAsLlavaDoes() {
        Conversation two = new Conversation(
                "a",
                List.of(Path.of("x.png")),
                List.of(
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "<image>\nWho?"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "Me."),
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "Why?"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "So.")));
        assertThat(ConversationTemplate.LLAVA_LLAMA_2.prompt(two).text())
                .startsWith("[INST] <<SYS>>\nYou are a helpful language and vision assistant.")
                .endsWith(
                        "natural language.\n<</SYS>>\n\n<image>\nWho? [/INST] Me. </s><s>[INST] Why? [/INST] So. </s>");
        Conversation one = Conversation.of("a", List.of(Path.of("x.png")), "<image>", "A rocket.");
        assertThat(ConversationTemplate.PLAIN.prompt(one).text()).isEqualTo("<image>A rocket.\n");
        assertThat(ConversationTemplate.VICUNA_V1
                        .question(new Conversation("a", List.of(), two.turns().subList(2, 3)))
                        .text())
                .endsWith(" USER: Why? ASSISTANT:");
    }

    private static int[] positions(float[] mask) {
        return IntStream.range(0, mask.length).filter(i -> mask[i] > 0).toArray();
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
