package io.github.fttp.diffusion.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.Comparisons;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerCaseTest {
    private static final String MODEL = "eps = 0.3 * scaled_input + 0.1 * sin(t / 100)";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    /** Checks a reference case, with one text of its {@code case.json} replaced. */
    private void check(String name, String text, String replacement) throws IOException {
        Path original = Path.of("src/test/resources/golden/schedulers").resolve(name);
        for (String file : new String[] {"io.safetensors", "scheduler_config.json"}) {
            Files.copy(original.resolve(file), folder.resolve(file));
        }
        String spec = Files.readString(original.resolve("case.json"));
        assertThat(spec).contains(text);
        Files.writeString(folder.resolve("case.json"), spec.replace(text, replacement));
        Comparisons comparisons = new Comparisons(new PrintStream(lines, true, StandardCharsets.UTF_8));
        try (Engine engine = new OneDnnEngine()) {
            new SchedulerCase().check(folder, Json.data(folder.resolve("case.json")), engine, comparisons);
        }
    }

    @Test
    void readsTheConstantsOfTheModel() throws IOException {
        check("ddim", MODEL, "eps = 3e-1 * scaled_input + 0.10 * sin(t / 100.0)");
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .contains("out.sample.9")
                .doesNotContain("OFF");
    }

    @Test
    void anotherModelIsOff() throws IOException {
        check("ddim", MODEL, "eps = 0.3 * scaled_input - 0.1 * sin(t / 100)");
        assertThat(lines.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("out.sample.9")))
                .allMatch(line -> line.contains("OFF"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ddim     | " + MODEL + "           | eps = cos(t)            | model is the string",
                "ddim     | \"trajectory_steps\": 10 | \"trajectory_steps\": 2000 | trajectory_steps cannot be used",
                "ddim     | 20,                      | 0,                      | steps[1]",
                "ddim-eta | \"eta\": 0.7             | \"eta\": 7              | eta cannot be used: eta must be from 0 to 1"
            })
    void refusesByField(String name, String text, String replacement, String message) {
        assertThatThrownBy(() -> check(name, text, replacement))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("case.json: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesARunThatDrawsNoiseThatIsNotThere() {
        assertThatThrownBy(() -> check("ddim", "\"eta\": 0.0", "\"eta\": 0.5"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("in.variance_noise.0 is missing");
    }
}
