package io.github.fttp.metrics.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.io.BadCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
    private static final ConceptWorld WORLD = new ConceptWorld(1);

    @TempDir
    Path folder;

    @Test
    void teachesTheSameOfTheSameSeedAndReadsWhatItWrote() {
        Picture picture =
                WORLD.pictures(Split.TEST, 1, Cast.FIGURES.get(0)).get(0).picture(Staging.SIZE);
        Path file = folder.resolve("judge.zip");
        try (Judge one = Judge.taught(WORLD, 2, 1, epoch -> {});
                Judge other = Judge.taught(WORLD, 2, 1, epoch -> {})) {
            double[] features = one.features(List.of(picture))[0];
            assertThat(features).hasSize(Judge.FEATURES).isEqualTo(other.features(List.of(picture))[0]);
            one.write(file);
            try (Judge read = Judge.read(file)) {
                assertThat(read.features(List.of(picture))[0]).isEqualTo(features);
            }
        }
    }

    @Test
    void refusesOtherFilesAndSizes() throws IOException {
        Path file = Files.writeString(folder.resolve("none.zip"), "nothing");
        assertThatThrownBy(() -> Judge.read(file))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("none.zip");
        try (Judge judge = Judge.taught(WORLD, 2, 1, epoch -> {})) {
            assertThatThrownBy(() -> judge.verdicts(List.of(Picture.of(2, 2, new byte[12]))))
                    .hasMessageContaining("not 2 x 2");
        }
    }
}
