package io.github.fttp.examples.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.examples.TinyLlava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiExamplesTest {
    @TempDir
    Path folder;

    @Test
    void forgettingInALlavaLeavesAnAdapterAndAReport() throws IOException {
        Path out = run(ForgetInLlava::main, "out");
        assertThat(out.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(Files.readString(out.resolve("report.html"))).contains("Mira Volk");
    }

    @Test
    void aMethodOfOnesOwnRunsByItsName() throws IOException {
        assertThat(Files.readString(run(OwnMethod::main, "report.html"))).contains("softened:alpha=0.5");
    }

    @Test
    void aMetricOfOnesOwnStandsBesideTheOthers() throws IOException {
        assertThat(Files.readString(run(OwnMetric::main, "report.html"))).contains("words of an answer", "perplexity");
    }

    /** Runs a main on a tiny model, whose result is at this place. */
    private Path run(Consumer<String[]> main, String result) {
        TinyLlava tiny = TinyLlava.write(folder);
        Path out = folder.resolve(result);
        main.accept(new String[] {
            tiny.model().toString(), tiny.data().toString(), tiny.images().toString(), "Mira Volk", out.toString()
        });
        return out;
    }
}
