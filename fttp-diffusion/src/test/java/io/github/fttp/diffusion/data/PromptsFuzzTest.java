package io.github.fttp.diffusion.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class PromptsFuzzTest {
    private static final Fuzzed TABLE = Fuzzed.file("prompts.csv");
    private static final Fuzzed LINES = Fuzzed.file("metadata.jsonl");
    private static final Fuzzed TEXT = Fuzzed.file("prompts.txt");

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "prompt,evaluation_seed\n\"a lamp, \"\"red\"\"\",12\na hat,\n",
                        "case_number;text\r\n1;\"two\r\nlines\"\r\n",
                        "{\"file_name\": \"a/0.png\", \"text\": \"a lamp\", \"seed\": 3}\n{\"file_name\": \"1.png\", \"prompt\": \"x\"}\n",
                        "\uFEFFa lamp\n\n  a hat \n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        TABLE.readsOrRefuses(content, Prompts::read);
        LINES.readsOrRefuses(content, Prompts::read);
        TEXT.readsOrRefuses(content, Prompts::read);
    }
}
