package io.github.fttp.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Nd4jEngine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.Verification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The reference cases of a module, {@code src/test/resources/golden}, and how tests check one. */
public final class GoldenCases {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private GoldenCases() {}

    /** The folder of one of the module's cases. */
    public static Path folder(String name) {
        return FOLDER.resolve(name);
    }

    /** The folder of another module's case. */
    public static Path folder(String module, String name) {
        return Path.of("..", module).resolve(FOLDER).resolve(name);
    }

    /** Each case of the module with each engine for processors. */
    public static Stream<Arguments> onBothEngines() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<String> names = files.filter(file -> file.endsWith("case.json"))
                    .map(file -> FOLDER.relativize(file.getParent()).toString())
                    .sorted()
                    .toList();
            return names.stream()
                    .flatMap(name -> Stream.of("onednn", "nd4j").map(engine -> Arguments.of(name, engine)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks a case by an engine for processors. */
    public static void assertNothingOff(Path folder, String engine) {
        try (Engine opened = engine.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine()) {
            assertNothingOff(folder, opened);
        }
    }

    /** Checks that a case has something to compare, that nothing is off, and that all memory was given back. */
    public static void assertNothingOff(Path folder, Engine engine) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Verification.check(folder, engine, new Comparisons(new PrintStream(lines, true, StandardCharsets.UTF_8)));
        assertThat(lines.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains(" OFF")))
                .isEmpty();
        assertThat(engine.pool().outstanding()).isZero();
    }
}
