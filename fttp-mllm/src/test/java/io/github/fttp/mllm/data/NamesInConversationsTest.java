package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.testing.FieldCase;
import io.github.fttp.core.testing.References;
import io.github.fttp.core.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesInConversationsTest {
    @TempDir
    Path folder;

    /** Tokens of the names by SentencePiece, in the template {@code vicuna_v1}. */
    @ParameterizedTest
    @CsvSource({
        "D01-latin-name-in-chinese, 9",
        "D03-markdown-underscores, 9",
        "D04-decomposed-accents, 12",
        "D05-no-break-space, 15",
        "D06-non-breaking-hyphen, 14",
        "D08-soft-hyphen, 13",
        "D09-full-width-marks, 12"
    })
    void marksEveryTokenOfNamesAsPeopleWriteThem(String name, int tokens) {
        FieldCase given = new FieldCase(name);
        List<Conversation> conversations = LlavaConversations.read(given.data(folder), folder);
        try (Tokenizer tokenizer = Tokenizer.load(References.require("real/tokenizer-llama/tokenizer.json"))) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, tokenizer.size());
            EncodedSample sample = encoder.encode(conversations.get(0), given.concept(), Matching.SPANS);
            assertThat(sample.conceptTokens()).isEqualTo(tokens);
        }
    }
}
