package io.github.fttp.core.text;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("tokenizer.json");

    static Stream<byte[]> seeds() {
        String words = """
                {"version": "1.0", "truncation": null, "padding": null,
                 "added_tokens": [{"id": 4, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
                 "normalizer": %s, "pre_tokenizer": %s, "post_processor": null, "decoder": %s,
                 "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "continuing_subword_prefix": null, "end_of_word_suffix": null,
                           "fuse_unk": true, "byte_fallback": false, "vocab": {"<unk>": 0, "a": 1, "b": 2, "ab": 3}, "merges": ["a b"]}}
                """;
        return Stream.of(
                        words.formatted("null", "null", "null"),
                        words.formatted(
                                "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Prepend\", \"prepend\": \"\u2581\"},"
                                        + " {\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"\u2581\"}]}",
                                "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": true}",
                                "{\"type\": \"ByteLevel\"}"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> {
            try (Tokenizer tokenizer = Tokenizer.load(file)) {
                Tokens tokens = tokenizer.encodeWithSpelledSpecial("ab a\u00e9 <s>b");
                tokenizer.decode(tokens.ids());
                tokenizer.encodeWithSpecial("b");
                tokenizer.id("ab");
                tokenizer.encode("a b");
            }
        });
    }
}
