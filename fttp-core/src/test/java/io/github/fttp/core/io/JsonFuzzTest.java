package io.github.fttp.core.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class JsonFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("any.json");

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"a\": [1, -2.5e3, true, null, \"\\u00e9\\ud83d\\ude00\"], \"b\": {\"c\": \"\"}}",
                        "[NaN, -Infinity, 1e400, 0.1, 123456789012345678901234567890]",
                        "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
                        "\"text\"")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> walk(Json.data(file)));
        FILE.readsOrRefuses(content, file -> walk(Json.checkpoint(file)));
    }

    private static void walk(Json json) {
        if (json.isObject()) json.names().forEach(name -> walk(json.field(name)));
        else if (json.isArray()) json.items().forEach(JsonFuzzTest::walk);
        else if (json.isText()) json.text();
        else if (json.isNumber()) {
            try {
                json.number();
                json.whole(-100, Long.MAX_VALUE);
                json.count(0);
            } catch (InputException e) {
                // one that is not finite or not whole
            }
        }
        json.found();
    }
}
