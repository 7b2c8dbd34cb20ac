package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.testing.GoldenCases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of what {@code verify} says and how it exits, on a good case and on ways to spoil it. */
class VerifyCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void copyACase() throws IOException {
        Path original = GoldenCases.folder("fttp-mllm", "llama-tiny-split");
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) Files.copy(file, folder.resolve(file.getFileName()));
        }
    }

    @Test
    void comparesWhatTheCaseAsksForAndNamesWhatItDoesNot() throws IOException {
        replace("\"out.logits\",", "");
        Verified verify = verify(folder);
        assertThat(verify.status()).isZero();
        assertThat(verify.err()).isEqualTo("note: " + folder + " is a case of llama" + System.lineSeparator());
        assertThat(verify.out())
                .contains(name() + " out.logits not compared: case.json does not ask for it")
                .contains(name() + " loss.split ")
                .containsPattern(name() + " largest share of a tolerance: 0\\.\\d{3}, \\S+\n")
                .endsWith(" compared, 0 off\n");
        assertThat(verify.out().lines().filter(line -> line.endsWith(" ok"))).hasSize(26);
    }

    @Test
    void exitsWith1WhereAValueIsOff() throws IOException {
        set("loss.split", 1);
        Verified verify = verify(folder);
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out())
                .containsPattern("loss.split \\S+ \\S+ \\S+ \\d+\\.\\d{3} OFF \\[0\\] is \\S+, expected 1.0\n")
                .endsWith(" compared, 1 off\n");
    }

    @Test
    void aKeyMayHaveAToleranceOfItsOwn() throws IOException {
        set("loss.split", 1); // truly 4.08
        replace("\"atol\"", "\"tolerances\": {\"loss.split\": 4}, \"atol\"");
        assertThat(verify(folder).status()).isZero();
    }

    @Test
    void anExpectedValueThatIsNoNumberIsOff() throws IOException {
        set("out.logits", Float.NaN);
        assertThat(verify(folder).status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "kind": "llama"|"kind": "lama"|case.json: kind is lama, known are annotations, clip, clip_text, clip_vision
            "loss": "split"|"loss": "spilt"|case.json: loss is spilt, known are ce and split
            "out.logits",|"out.logits", "out.attentions",|what asks for what this kind of case does not compute from its inputs: out.attentions
            "alpha": 0.3|"alpha": "high"|case.json: alpha is the string "high", expected a finite number
            "in.attention_mask"|"in.attention_musk"|tensor in.attention_musk is missing
            "rtol"|rtol|case.json: line 6
            """)
    void exitsWith2AndOneLineWhereTheCaseCannotBeUsed(String from, String to, String message) throws IOException {
        replace(from, to);
        assertRefuses(verify(folder), message);
    }

    @Test
    void exitsWith2WhereThereIsNothingToCompareWith() throws IOException {
        assertRefuses(verify(folder.resolve("none")), "case.json: cannot be read: not found");
        replace("\"what\": [", "\"what\": [], \"whatever\": [");
        assertRefuses(verify(folder), folder + ": holds nothing that was compared");
        Files.delete(folder.resolve("io.safetensors"));
        assertRefuses(verify(folder), "io.safetensors: cannot be read: not found");
    }

    @Test
    void aWordOutsideOfTheVocabularyIsRefused() throws IOException {
        patch(
                "in.input_ids",
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 199));
        assertRefuses(verify(folder), "in.input_ids holds 199, the vocabulary has 199");
    }

    @Test
    void oneFolderThatCannotBeUsedDoesNotHideTheOthers() {
        Verified verify = verify(folder.resolve("none"), folder);
        assertThat(verify.status()).isEqualTo(2);
        assertThat(verify.out()).endsWith("27 compared, 0 off\n");
    }

    private record Verified(int status, String out, String err) {}

    private static Verified verify(Path... folders) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            Command run = Command.run(
                    Stream.concat(Stream.of("verify"), Stream.of(folders).map(Path::toString))
                            .toList());
            return new Verified(run.status(), out.toString(StandardCharsets.UTF_8), run.said());
        } finally {
            System.setOut(before);
        }
    }

    private static void assertRefuses(Verified verify, String message) {
        assertThat(verify.status()).isEqualTo(2);
        assertThat(verify.err().lines().filter(line -> line.contains(message))).hasSize(1);
        assertThat(verify.err()).doesNotContain("\tat ");
    }

    private String name() {
        return folder.getFileName().toString();
    }

    private void replace(String from, String to) throws IOException {
        Path file = folder.resolve("case.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private void set(String key, float value) throws IOException {
        patch(key, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value));
    }

    /** Overwrites the beginning of a tensor's bytes, which lie behind the header and its length. */
    private void patch(String key, ByteBuffer bytes) throws IOException {
        Path file = folder.resolve("io.safetensors");
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int at = 8
                + (int) all.getLong(0)
                + (int) Safetensors.open(file).info(key).begin();
        bytes.rewind();
        all.put(at, bytes, 0, bytes.remaining());
        Files.write(file, all.array());
    }
}
