package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Methods;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ListMethodsTest {
    private final String said = said();

    private static String said() {
        StringWriter out = new StringWriter();
        assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute("methods"))
                .isZero();
        return out.toString();
    }

    @Test
    void listsAllMethodsWithTheirSettings() {
        for (MethodEntry<?> entry : Methods.all()) {
            assertThat(said).contains("\n  " + entry.name() + System.lineSeparator(), entry.description());
            entry.settings().forEach(setting -> assertThat(said)
                    .contains("      " + setting.name() + ": " + setting.meaning() + "; " + setting.range()));
        }
    }

    @Test
    void saysDefaultsAndTheirSourcesAndWhatIsNeeded() {
        assertThat(said)
                .contains("beta: pull to the base model, how soon ascent fades; finite and above 0"
                        + " (default: 0.1, open-unlearning)")
                .contains("Needs retain data, base model.", "Needs base model, empty prompt, own samples.");
    }
}
