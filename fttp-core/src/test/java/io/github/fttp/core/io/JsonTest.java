package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("a.json"), content);
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    private Json data(String content) throws IOException {
        return Json.data(file(content));
    }

    @Test
    void readsFieldsByTheirTypes() throws IOException {
        Json json = data("{\"a\": {\"b\": [1, 2.5, \"\\ud83d\\ude00\"]}, \"yes\": true, \"none\": null}");
        List<Json> items = json.field("a").field("b").items();
        assertThat(items.get(0).whole(0, 5)).isEqualTo(1);
        assertThat(items.get(1).number()).isEqualTo(2.5);
        assertThat(items.get(2).text()).isEqualTo("\ud83d\ude00");
        assertThat(items.get(2).path()).isEqualTo("a.b[2]");
        assertThat(json.field("yes").flag()).isTrue();
        assertThat(json.optional("none")).isEmpty();
        assertThat(json.optional("absent")).isEmpty();
        assertThat(json.names()).containsExactly("a", "yes", "none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": 1 "b": 2}             | line 1, column 9
            {"a": 1,                    | line 1
            [1] [2]                     | line 1, column 5
            {"a": 1, "b": 2, "a": 3}    | line 1, column 18: the field "a"
            {"a": "x\\ud800y"}          | line 1, column 7: the string holds \\ud800
            {"a": "\\udc00\\ud800"}     | half of a surrogate pair
            {'a': 1}                    | line 1, column 2
            [NaN]                       | line 1, column
            [1,]                        | line 1, column
            [01]                        | line 1, column
            // remark                   | line 1, column 1
            """)
    void namesTheLineAndColumnOfAFault(String text, String message) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Json.data(file))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("Source")
                .hasMessageNotContaining("REDACTED");
        assertThatThrownBy(() -> Json.data(file)).message().doesNotContain("\n");
    }

    @Test
    void countsLinesForFaultsOfTheEncoding() throws IOException {
        Path file = file("{\n  \"name\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Json.data(file))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": line 2, column 15: byte 0xe9 is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
    void numbersThatAreNotFiniteAreNone(String number) throws IOException {
        Path file = file("[" + number + "]");
        assertThatThrownBy(() -> Json.data(file))
                .hasMessageContaining(number + " is no JSON number")
                .hasMessageNotContaining("ALLOW_NON_NUMERIC");
    }

    @Test
    void saysThatItIsCompressed() throws IOException {
        Path file = file(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        String compressed = file + ": is compressed (gzip), expected text; unpack it first";
        assertThatThrownBy(() -> Json.data(file)).isInstanceOf(BadData.class).hasMessage(compressed);
        assertThatThrownBy(() -> Json.lines(file)).isInstanceOf(BadData.class).hasMessage(compressed);
    }

    @Test
    void saysThatItIsUtf16() throws IOException {
        Path file = file("\ufeff[]".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> Json.data(file)).hasMessageContaining("is UTF-16");
    }

    @Test
    void refusesACutCharacterAtTheEnd() throws IOException {
        Path file = file(new byte[] {'"', (byte) 0xe2, (byte) 0x82});
        assertThatThrownBy(() -> Json.data(file)).hasMessageContaining("line 1, column 2: byte 0xe2");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        assertThat(data("\ufeff[1]").items()).hasSize(1);
    }

    @Test
    void refusesWhatIsEmptyDeepMissingOrAFolder() throws IOException {
        assertThatThrownBy(() -> data("")).hasMessageEndingWith("is empty, expected JSON");
        assertThatThrownBy(() -> data(" \n")).hasMessageContaining("white space");
        assertThatThrownBy(() -> data("[".repeat(10_000) + "]".repeat(10_000)))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("depth");
        assertThatThrownBy(() -> Json.checkpoint(folder.resolve("none.json")))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(folder.resolve("none.json") + ": cannot be read: not found");
        assertThatThrownBy(() -> Json.data(folder)).hasMessageContaining("is a folder");
    }

    @Test
    void readsPythonsInfinityInModelsButNotAsANumber() throws IOException {
        Json json = Json.checkpoint(file("{\"lower\": -Infinity, \"upper\": 1e999}"));
        assertThatThrownBy(() -> json.field("lower").number())
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageEndingWith("lower is the number -Infinity, expected a finite number");
        assertThatThrownBy(() -> json.field("upper").number()).hasMessageContaining("upper is the number Infinity");
    }

    @Test
    void namesTheFieldItsValueAndWhatWasExpected() throws IOException {
        Json json = data("{\"a\": [{\"b\": \"x\"}], \"n\": 3.5, \"big\": 99999999999999999999, \"whole\": 4.0}");
        Json b = json.field("a").items().get(0).field("b");
        assertThatThrownBy(() -> b.count(1))
                .hasMessageEndingWith("a[0].b is the string \"x\", expected a whole number from 1 to 2147483647");
        assertThatThrownBy(() -> json.field("a").items().get(0).field("c")).hasMessageEndingWith(": a[0].c is missing");
        assertThatThrownBy(() -> json.field("a").field("c"))
                .hasMessageEndingWith(": a is an array of 1, expected an object");
        assertThatThrownBy(() -> json.field("n").count(0)).hasMessageContaining("n is the number 3.5");
        assertThatThrownBy(() -> json.field("big").whole(0, Long.MAX_VALUE))
                .hasMessageContaining("expected a whole number of at least 0");
        assertThatThrownBy(() -> json.onlyKnows(Set.of("a", "n", "big")))
                .hasMessageEndingWith("whole is not known, expected one of [a, big, n]");
        assertThat(json.field("whole").count(0)).isEqualTo(4);
    }

    @Test
    void writesWhatItReads() {
        Path file = folder.resolve("out.json");
        Json.write(file, Map.of("a", List.of(1, 2)));
        assertThat(Json.data(file).field("a").items()).hasSize(2);
        assertThat(Json.line(Json.object().put("loss", 1.5).put("step", 3))).isEqualTo("{\"loss\":1.5,\"step\":3}");
    }
}
