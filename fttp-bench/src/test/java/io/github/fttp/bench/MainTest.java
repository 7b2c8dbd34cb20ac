package io.github.fttp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line alone: nothing is timed. */
class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "step --help", "compare -h", "help step", "help compare"})
    void helpEndsWithAnExample(String line) {
        assertThat(printed(0, line)).startsWith("Usage: fttp-bench").containsPattern("Example:\\R  fttp-bench .*\\R$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "step --version", "compare -V"})
    void saysItsVersion(String line) {
        assertThat(printed(0, line)).startsWith("fttp-bench ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"step llava-smal", "step --stps 3 llava-small", "stepp"})
    void wrongUsageIsSaid(String line) {
        assertThat(printed(2, line)).isEmpty();
    }

    @Test
    void refusesWhatHasNoEffect() {
        assertThat(printed(2, "step llava-small --weights none/w.bin")).isEmpty();
    }

    private static String printed(int status, String line) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(line.split(" "))).isEqualTo(status);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
