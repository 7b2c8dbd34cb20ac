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
    private static final PictureExercise.Sizes FEW_PICTURES = new PictureExercise.Sizes(3, 2, 1, 2);

    @TempDir
    Path folder;

    @Test
    void reportsTheSameTwice() throws IOException {
        String first = report("first");
        assertThat(first).contains("Forgetting Mira Volk", "from 12 pictures", "others named (5)", "FTTP", "GA");
        assertThat(first).contains("from 3 pictures with masks", "under the mask (2 pictures)", "landscapes (6)");
        // Of each prompt three pictures, and those forgotten from.
        assertThat(first.split("<img ", -1))
                .hasSize(1 + 8 + 3 * PictureExercise.prompts().size() + 3);
        assertThat(report("second")).isEqualTo(first);
    }

    private String report(String name) throws IOException {
        Quickstart quickstart = new Quickstart(FEW, FEW_PICTURES);
        quickstart.out = folder.resolve(name);
        quickstart.teachingSteps = 5;
        quickstart.steps = 2;
        quickstart.pictureSteps = 2;
        quickstart.seed = 1;
        assertThat(quickstart.call()).isZero();
        return Files.readString(quickstart.out.resolve("report.html"));
    }
}
