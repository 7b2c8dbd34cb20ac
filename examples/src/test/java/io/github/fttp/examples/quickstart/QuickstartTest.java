package io.github.fttp.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few pictures and steps: that all of it runs, and twice to the same bits. What it shows takes the half minute it takes. */
class QuickstartTest {
    private static final Exercise.Sizes FEW = new Exercise.Sizes(2, 1, 2, 1, 2, 1);

    @TempDir
    Path folder;

    @Test
    void reportsTheSameTwice() throws IOException {
        String first = report("first");
        assertThat(first).contains("Forgetting Mira Volk", "from 12 pictures", "others named (5)", "FTTP", "GA");
        assertThat(report("second")).isEqualTo(first);
    }

    private String report(String name) throws IOException {
        Quickstart quickstart = new Quickstart(FEW);
        quickstart.out = folder.resolve(name);
        quickstart.teachingSteps = 5;
        quickstart.steps = 2;
        quickstart.seed = 1;
        assertThat(quickstart.call()).isZero();
        return Files.readString(quickstart.out.resolve("report.html"));
    }
}
