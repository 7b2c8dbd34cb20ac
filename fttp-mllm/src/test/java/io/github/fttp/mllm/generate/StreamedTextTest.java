package io.github.fttp.mllm.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a vocabulary of a few words and the three bytes of the euro sign, decoded as Llama's tokenizer does. */
class StreamedTextTest {
    private static final String TOKENIZER = """
            {"version": "1.0", "added_tokens": [],
             "decoder": {"type": "Sequence", "decoders": [
               {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "}, {"type": "ByteFallback"},
               {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
             "model": {"type": "BPE", "unk_token": "<unk>", "byte_fallback": true, "merges": [], "vocab": {
               "<unk>": 0, "\u2581It": 1, "\u2581costs": 2, "\u25815": 3, "<0xE2>": 4, "<0x82>": 5, "<0xAC>": 6,
               ".": 7, "\u2581US": 8, "ER": 9, ":": 10, "A": 11}}}
            """;

    @TempDir
    Path folder;

    @Test
    void passesOnWholeCharactersOnly() throws IOException {
        assertThat(pieces(List.of(), 1, 2, 3, 4, 5, 6, 7)).containsExactly("It", " costs", " 5", "\u20ac", ".");
    }

    @Test
    void passesOnBrokenBytesAtTheEnd() throws IOException {
        assertThat(pieces(List.of(), 3, 4)).containsExactly("5", "\uFFFD");
    }

    @Test
    void endsBeforeAStopStringThatSeveralTokensSpell() throws IOException {
        assertThat(pieces(List.of(" USER:"), 1, 2, 8, 9, 10, 7)).containsExactly("It", " costs");
    }

    @Test
    void passesOnWhatOnlyBeganLikeAStopString() throws IOException {
        assertThat(pieces(List.of("USER:"), 1, 8, 11, 8)).containsExactly("It", " ", "USA", " ", "US");
    }

    @Test
    void endsBeforeTheStopStringThatComesFirst() throws IOException {
        assertThat(pieces(List.of("ER", "S"), 1, 8, 9)).containsExactly("It", " U");
    }

    @Test
    void refusesAnEmptyStopString() throws IOException {
        assertThatThrownBy(() -> pieces(List.of(""), 1)).hasMessageContaining("stop string");
    }

    /** What the sink was given, after as many tokens as were wanted. */
    private List<String> pieces(List<String> stops, int... tokens) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        List<String> pieces = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            StreamedText text = new StreamedText(tokenizer, stops, pieces::add);
            for (int token : tokens) if (!text.test(token)) break;
            assertThat(text.finish()).isEqualTo(String.join("", pieces));
        }
        return pieces;
    }
}
