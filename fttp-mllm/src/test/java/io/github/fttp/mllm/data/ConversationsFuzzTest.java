package io.github.fttp.mllm.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.testing.Fuzzed;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ConversationsFuzzTest {
    private static final Fuzzed FILE = fileBesideAnImage();

    private static Fuzzed fileBesideAnImage() {
        Fuzzed file = Fuzzed.file("forget.json");
        Images.writePng(Image.of(4, 4, new byte[3 * 16]), file.folder().resolve("a.png"));
        return file;
    }

    static Stream<byte[]> seeds() throws URISyntaxException {
        String plain = """
                [{"id": "1", "image": "a.png", "conversations": [{"from": "human", "value": "<image>\\nWho?"},
                 {"from": "gpt", "value": "Mira Volk."}]}]
                """;
        Path field = Path.of(ConversationsFuzzTest.class.getResource("/field").toURI());
        return Stream.concat(
                Stream.of(plain.getBytes(StandardCharsets.UTF_8)),
                Fuzzed.contents(field, ".json").filter(content -> content.length < 10_000));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> LlavaConversations.read(file, FILE.folder()));
    }
}
