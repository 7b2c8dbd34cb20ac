package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConceptFilesTest {
    @TempDir
    Path folder;

    @Test
    void setsHaveTheImagesBesideThemAndWhatIsForgottenThoseThatTheTaskNames() throws IOException {
        Path images = folder.resolve("photos");
        Path forget = Files.createDirectories(folder.resolve("forget/images")).resolveSibling("data.json");
        Path natural = Files.createDirectories(folder.resolve("natural/images")).resolveSibling("data.json");
        Path unseen = folder.resolve("unseen/data.json");
        ConceptFiles files = new ConceptFiles(
                forget,
                Optional.empty(),
                Optional.empty(),
                Map.of(DataSet.NATURAL, natural, DataSet.UNSEEN, unseen),
                Map.of(),
                Map.of(),
                images,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");

        assertThat(files.images(forget)).isEqualTo(images);
        assertThat(files.images(natural)).isEqualTo(folder.resolve("natural/images"));
        assertThat(files.images(unseen)).isEqualTo(images);
    }
}
