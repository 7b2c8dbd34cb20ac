package io.github.fttp.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.text.TextSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A vocabulary of 58: letters inside of words (0 to 25) and at their ends (26 to 51), then {@code mi}, {@code ra</w>},
 * {@code mira</w>}, {@code !</w>}, start (56) and end (57).
 */
class ClipTokenizerTest {
    private static final int MIRA = 54;
    private static final int START = 56;
    private static final int END = 57;

    @TempDir
    Path folder;

    @BeforeEach
    void writeVocabulary() throws IOException {
        ObjectNode vocab = Json.object();
        for (char c = 'a'; c <= 'z'; c++) vocab.put(String.valueOf(c), vocab.size());
        for (char c = 'a'; c <= 'z'; c++) vocab.put(c + "</w>", vocab.size());
        vocab.put("mi", 52).put("ra</w>", 53).put("mira</w>", MIRA).put("!</w>", 55);
        vocab.put("<|startoftext|>", START).put("<|endoftext|>", END);
        Json.write(folder.resolve("vocab.json"), vocab);
        write("merges.txt", "#version: 0.2\nm i\nr a</w>\nmi ra</w>\n");
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static ClipTextConfig encoder(int vocabulary, int maxPositions) {
        return new ClipTextConfig(vocabulary, 8, 8, 1, 1, maxPositions, 1e-5, Activation.QUICK_GELU, 2, false, 8);
    }

    private ClipTokenizer load() {
        return ClipTokenizer.load(folder, encoder(60, 8));
    }

    private static int inside(char c) {
        return c - 'a';
    }

    private static int last(char c) {
        return 26 + c - 'a';
    }

    @Test
    void framesAndPadsAPromptWhoseCaseAndWhiteSpaceDoNotCount() {
        try (ClipTokenizer tokenizer = load()) {
            EncodedPrompt prompt = tokenizer.encode("  A\tMIRA ");
            assertThat(prompt.ids()).containsExactly(START, last('a'), MIRA, END, END, END, END, END);
            TextSpan none = new TextSpan(0, 0);
            assertThat(prompt.spans())
                    .containsExactly(none, new TextSpan(2, 3), new TextSpan(4, 8), none, none, none, none, none);
            assertThat(prompt.cut()).isEmpty();
        }
    }

    @Test
    void anEmptyPromptIsStartEndAndPadding() {
        try (ClipTokenizer tokenizer = load()) {
            assertThat(tokenizer.encode("").ids()).containsExactly(START, END, END, END, END, END, END, END);
        }
    }

    @Test
    void warnsOfWhatALongPromptLoses() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (ClipTokenizer tokenizer = load()) {
            EncodedPrompt prompt = tokenizer.encode("a b c d e f G  mira");
            assertThat(prompt.ids())
                    .containsExactly(START, last('a'), last('b'), last('c'), last('d'), last('e'), last('f'), END);
            assertThat(prompt.cut()).isEqualTo("G  mira");
            assertThat(prompt.positions(Concept.of("Mira"))).isEmpty();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("a prompt has 8 tokens, the model takes 6; cut off: \"G  mira\"");
    }

    @Test
    void findsTheTokensOfAConcept() {
        try (ClipTokenizer tokenizer = load()) {
            // Positions: start, mira, a, v, o (last), mira, end.
            EncodedPrompt prompt = tokenizer.encode("Mira a vo MIRA");
            assertThat(prompt.ids()).containsExactly(START, MIRA, last('a'), inside('v'), last('o'), MIRA, END, END);
            assertThat(prompt.positions(Concept.of("mira"))).containsExactly(1, 5);
            assertThat(prompt.positions(Concept.of("Vo").alias("a"))).containsExactly(2, 3, 4);
            assertThat(prompt.positions(Concept.of("v"))).isEmpty(); // no whole word
            assertThat(prompt.last()).isEqualTo(5);
            assertThat(tokenizer.encode("").last()).isZero();
            assertThat(tokenizer.encode("a b c d e f g h").last()).isEqualTo(6); // cut off there
        }
    }

    @Test
    void spelledSpecialTokensStandForThemselves() {
        try (ClipTokenizer tokenizer = load()) {
            assertThat(tokenizer.encode("a<|endoftext|>b").ids())
                    .containsExactly(START, last('a'), END, last('b'), END, END, END, END);
        }
    }

    @Test
    void takesTheShorterOfTheTokenizersAndTheEncodersLengths() throws IOException {
        write("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
        try (ClipTokenizer tokenizer = load()) {
            assertThat(tokenizer.length()).isEqualTo(8);
        }
        write("tokenizer_config.json", "{\"model_max_length\": 5}");
        try (ClipTokenizer tokenizer = load()) {
            assertThat(tokenizer.encode("").ids()).hasSize(5);
        }
    }

    @Test
    void knowsTokensThatWereAddedToTheVocabulary() throws IOException {
        write("added_tokens.json", "{\"<mira-doll>\": 58}");
        try (ClipTokenizer tokenizer = load()) {
            assertThat(tokenizer.encode("a <mira-doll>").ids())
                    .containsExactly(START, last('a'), 58, END, END, END, END, END);
        }
        write("tokenizer_config.json", "{\"added_tokens_decoder\": {\"58\": {\"content\": \"<doll>\"}}}");
        try (ClipTokenizer tokenizer = load()) {
            assertThat(tokenizer.encode("a <doll>").ids())
                    .containsExactly(START, last('a'), 58, END, END, END, END, END);
        }
    }

    @Test
    void textThatIsNoTextStaysHarmless() {
        try (ClipTokenizer tokenizer = load()) {
            for (String odd : new String[] {"\ud83d", "a\u0000b", "\udc00 mira", "\ufeff"}) {
                assertThat(tokenizer.encode(odd).ids()).startsWith(START).hasSize(8);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            m i r          | line 2 is "m i r", expected two tokens with a space between them
            mi             | line 2 is "mi", expected two tokens with a space between them
            `m `           | line 2 is "m ", expected two tokens with a space between them
            m \u00e9       | line 2 is "m \u00e9", vocab.json has no token "\u00e9"
            m o            | line 2 is "m o", vocab.json has no token "mo"
            """)
    void namesTheLineOfAMalformedMerge(String line, String message) throws IOException {
        write("merges.txt", "#version: 0.2\n" + line + "\n");
        assertThatThrownBy(this::load)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(folder.resolve("merges.txt") + ": " + message);
    }

    @Test
    void namesMergesThatAreNoText() throws IOException {
        Files.write(folder.resolve("merges.txt"), new byte[] {'m', ' ', (byte) 0xff, '\n'});
        refused(folder.resolve("merges.txt") + ": is not UTF-8");
    }

    @Test
    void namesFilesThatAreMissing() throws IOException {
        Files.delete(folder.resolve("merges.txt"));
        refused(folder.resolve("merges.txt") + ": cannot be read: not found");
        Files.delete(folder.resolve("vocab.json"));
        refused(folder + ": has neither tokenizer.json nor vocab.json with merges.txt");
    }

    @Test
    void refusesAVocabularyLargerThanTheEncoders() {
        assertThatThrownBy(() -> ClipTokenizer.load(folder, encoder(57, 8)))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(folder.resolve("vocab.json")
                        + ": token \"<|endoftext|>\" has id 57, vocab_size in the text encoder's config.json is 57");
    }

    @Test
    void refusesLengthsThatHoldNoTextOrNoMemoryHolds() throws IOException {
        assertThatThrownBy(() -> ClipTokenizer.load(folder, encoder(60, 1)))
                .hasMessageContaining("max_position_embeddings is 1, expected 2 to 65536");
        assertThatThrownBy(() -> ClipTokenizer.load(folder, encoder(60, Integer.MAX_VALUE)))
                .hasMessageContaining("max_position_embeddings is 2147483647, expected 2 to 65536");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tokenizer_config.json | {"tokenizer_class": "T5Tokenizer"} | tokenizer_class is the string "T5Tokenizer", expected CLIPTokenizer or CLIPTokenizerFast
            tokenizer_config.json | {"model_max_length": 1}            | model_max_length is the number 1, expected at least 2
            tokenizer_config.json | {"model_max_length": "77"}         | model_max_length is the string "77", expected a finite number
            tokenizer_config.json | {"added_tokens_decoder": {"x": "a"}} | added_tokens_decoder.x stands at "x", expected an id
            tokenizer_config.json | {"added_tokens_decoder": {"59": {"content": "<doll>"}}} | added token "<doll>" has id 59, the vocabulary has it, or its next free id, at 58
            tokenizer_config.json | {"pad_token": 0}                   | pad_token is the number 0, expected a string
            special_tokens_map.json | {"pad_token": {"lstrip": false}} | pad_token.content is missing
            vocab.json            | {"a": 0}                           | special token "<|endoftext|>" is not in the vocabulary
            vocab.json            | {"a": -1}                          | a is the number -1, expected a whole number from 0
            vocab.json            | [1]                                | is an array of 1, expected an object
            tokenizer.json        | {"model": {"type": "Unigram", "vocab": [["a", 0.5]]}} | model.vocab is an array of 1, expected an object
            """)
    void namesTheFieldThatIsWrong(String file, String content, String message) throws IOException {
        write(file, content);
        if (file.equals("vocab.json")) write("merges.txt", "");
        assertThatThrownBy(this::load)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(folder.resolve(file).toString())
                .hasMessageContaining(message);
    }

    @Test
    void namesAFileThatIsNoTokenizer() throws IOException {
        write(
                "tokenizer.json",
                "{\"model\": {\"type\": \"Odd\", \"vocab\": {\"<|startoftext|>\": 0, \"<|endoftext|>\": 1}}}");
        assertThatThrownBy(this::load)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": is no tokenizer that can be used");
    }

    private void refused(String message) {
        assertThatThrownBy(this::load).isInstanceOf(BadCheckpoint.class).hasMessage(message);
    }
}
