package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it, with few questions: that it runs, and twice to the same bits. */
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void reportsTheSameTwice() throws IOException {
        String first = report("first");
        assertThat(first)
                .contains(
                        "Forgetting Mira Volk",
                        "In text",
                        "In image",
                        "FTTP",
                        "GA",
                        "Natural knowledge along the steps")
                .doesNotContain("http");
        assertThat(report("second")).isEqualTo(first);
    }

    private String report(String name) throws IOException {
        Quickstart quickstart = new Quickstart(Effort.GLIMPSE);
        quickstart.out = folder.resolve(name);
        assertThat(quickstart.call()).isZero();
        return Files.readString(quickstart.out.resolve("report.html"));
    }
}
