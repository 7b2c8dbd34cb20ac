package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleEncoderTest {
    private static final int IMAGE = 0;

    /** Characters alone; {@code <image>} takes white space with it where it is said to. */
    private static Tokenizer characters(boolean left, boolean right) {
        String content = """
                {"added_tokens": [
                   {"id": 0, "content": "<image>", "special": true, "single_word": false, "lstrip": %s, "rstrip": %s,
                    "normalized": false}],
                 "model": {"type": "BPE", "vocab": {"<image>": 0, " ": 1, "\\n": 2, "\u00a0": 3, "a": 4, "b": 5},
                   "merges": []}}""".formatted(left, right);
        return Tokenizer.of(Json.checkpoint(Path.of("vocab.json"), content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Questions and answers, and nothing else. */
    private enum Bare implements ChatTemplate {
        BARE;

        @Override
        public Prompt prompt(Conversation conversation) {
            return question(conversation);
        }

        @Override
        public Prompt question(Conversation conversation) {
            Prompt.Builder prompt = new Prompt.Builder();
            for (Conversation.Turn turn : conversation.turns()) {
                if (turn.speaker() == Conversation.Speaker.HUMAN) prompt.text(turn.text());
                else prompt.answer(turn.text(), "");
            }
            return prompt.build();
        }

        @Override
        public String begin() {
            return "";
        }

        @Override
        public String end() {
            return "";
        }
    }

    /** Ids of Hugging Face's tokenizers for the whole text. */
    @ParameterizedTest
    @CsvSource({
        "false, false, 4 1 2 0 2 1 3 5",
        "true, false, 4 0 2 1 3 5",
        "false, true, 4 1 2 0 5",
        "true, true, 4 0 5"
    })
    void whiteSpaceBesideATokenIsItsOwnWhereTheFileSaysSo(boolean left, boolean right, String ids) {
        try (Tokenizer tokenizer = characters(left, right)) {
            Conversation asked = Conversation.asking("1", List.of(Path.of("1.png")), "a \n<image>\n \u00a0b");
            EncodedSample sample = new SampleEncoder(tokenizer, Bare.BARE, IMAGE).encode(asked);
            assertThat(sample.inputIds())
                    .containsExactly(Arrays.stream(ids.split(" "))
                            .mapToInt(Integer::parseInt)
                            .toArray());
            List<TextSpan> spans = sample.spans();
            assertThat(spans.get(spans.size() - 1)).isEqualTo(new TextSpan(13, 14));
        }
    }

    /** A tokenizer like XLM-R's puts a space in front of each word, also where it is a piece by itself. */
    @Test
    void aSpaceThatIsPutInFrontOfAWordOfAnAnswerIsLearnt() {
        String content = """
                {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
                   {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true}]},
                 "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["\u2581a", -1], ["\u2581", -1],
                   ["b", -1]]}}""";
        try (Tokenizer tokenizer =
                Tokenizer.of(Json.checkpoint(Path.of("vocab.json"), content.getBytes(StandardCharsets.UTF_8)))) {
            Conversation answered = Conversation.of("1", List.of(), "a ", "a b");
            EncodedSample sample = new SampleEncoder(tokenizer, Bare.BARE, 9).encode(answered);
            assertThat(sample.inputIds()).containsExactly(1, 1, 2, 3);
            assertThat(sample.labels()).containsExactly(EncodedSample.IGNORE, 1, 2, 3);
        }
    }

    /** A word-level vocabulary would do the same to any name that it has not met. */
    @Test
    void aNameOfUnknownCharactersIsNotSaidToBeAbsent() {
        String content = """
                {"added_tokens": [
                   {"id": 0, "content": "<unk>", "special": true, "single_word": false, "lstrip": false, "rstrip": false,
                    "normalized": false}],
                 "model": {"type": "BPE", "unk_token": "<unk>", "vocab": {"<unk>": 0, "a": 1}, "merges": []}}""";
        Json json = Json.checkpoint(Path.of("vocab.json"), content.getBytes(StandardCharsets.UTF_8));
        try (Tokenizer tokenizer = Tokenizer.of(json)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, Bare.BARE, IMAGE);
            List<Conversation> named = List.of(Conversation.of("1", List.of(), "a", "Žž"));
            assertThatThrownBy(() -> encoder.forgetSet(named, Concept.of("Žž"), Matching.SPANS, false))
                    .isInstanceOf(BadData.class)
                    .hasMessage(
                            "concept \"Žž\": stands in an answer of sample \"1\", but the tokenizer has only the token"
                                    + " of unknown characters for it");
        }
    }
}
