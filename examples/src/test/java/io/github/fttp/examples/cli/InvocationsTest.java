package io.github.fttp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.train.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class InvocationsTest {
    /** A folder that is there wherever Maven runs the tests of a module. */
    private static final Path SOURCES = Path.of("src").toAbsolutePath();

    @TempDir
    Path folder;

    @Command(name = "forget")
    static final class Forget {
        @Option(names = "--images", defaultValue = "src")
        Path images;

        @Option(names = "--prompts", defaultValue = "no-such-file")
        Path prompts;

        @Option(names = "--classifier")
        Path classifier;

        @Option(names = "--eval", paramLabel = "NAME=PATH")
        List<String> sets;

        @Option(names = "--steps", defaultValue = "3")
        int steps;

        @Option(names = "--merge")
        boolean merge;

        @Option(names = "--out")
        Path out;
    }

    private static Invocation called(String... arguments) {
        CommandLine line = new CommandLine(new Forget());
        line.parseArgs(arguments);
        return Invocations.of(line.getCommandSpec());
    }

    @Test
    void filesThatAreDefaultsAreInputsAndArgumentsToo() {
        Invocation called = called();
        assertThat(called.inputs()).containsExactly(SOURCES);
        assertThat(called.command())
                .containsExactly("forget", "--images", SOURCES.toString(), "--prompts", "no-such-file");
    }

    @Test
    void pathsAreAbsolute() throws Exception {
        Path file = Files.createFile(folder.resolve("a.json"));
        Path named = Path.of("").toAbsolutePath().relativize(file);
        Invocation called = called("--eval", "natural=" + named, "--images", named.toString(), "--merge");
        assertThat(called.inputs()).containsExactly(file, file);
        assertThat(called.command())
                .containsExactly(
                        "forget",
                        "--eval",
                        "natural=" + file,
                        "--images",
                        file.toString(),
                        "--merge",
                        "--prompts",
                        "no-such-file");
    }

    @Test
    void whatIsGivenSeveralTimesIsGivenAgainAsOften() {
        Invocation called = called("--eval", "natural=a", "--steps", "2", "--eval", "retain=b", "--images", "src");
        assertThat(called.command())
                .containsExactly(
                        "forget",
                        "--eval",
                        "natural=a",
                        "--eval",
                        "retain=b",
                        "--steps",
                        "2",
                        "--images",
                        SOURCES.toString(),
                        "--prompts",
                        "no-such-file");
    }

    @Test
    void aWordInPlaceOfAPathStaysAWord() {
        Invocation called = called("--classifier", "judge", "--images", folder.toString());
        assertThat(called.command()).containsSequence("--classifier", "judge");
        assertThat(called.inputs()).containsExactly(folder);
    }

    @Test
    void whereItWritesIsNoInput() {
        assertThat(called("--images", folder.toString(), "--out", folder.toString())
                        .inputs())
                .containsExactly(folder);
    }
}
