package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldSizeOfATaskTest {
    private static final DrawnCharacter SOMEBODY =
            WorldSize.LARGE.cast().characters().get(150);

    @TempDir
    Path folder;

    @Test
    void conceptsAreCharactersOfTheWorldThatItNames() throws IOException {
        ComparisonTask task = task("large");
        assertThat(task.concepts().get(0).drawn().character()).isEqualTo(SOMEBODY);
        assertThat(task.world().orElseThrow().world().size()).isEqualTo(WorldSize.LARGE);
        Path printed = folder.resolve("printed.json");
        Json.write(printed, task.json());
        assertThat(ComparisonTask.read(printed)).isEqualTo(task);
    }

    @Test
    void refusesCharactersOfAnotherWorldAndSizesThatThereAreNot() {
        assertThatThrownBy(() -> task("small"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("nobody is called " + SOMEBODY.name());
        assertThatThrownBy(() -> task("huge"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("size")
                .hasMessageContaining("huge")
                .hasMessageContaining("[large, small]");
    }

    private ComparisonTask task(String size) throws IOException {
        Path file = folder.resolve("task.json");
        Files.writeString(file, """
                {"modality": "text", "world": {"size": "%s"}, "steps": 30,
                 "concepts": [{"id": "one", "name": "%s"}],
                 "methods": [{"method": "fttp", "rates": [1e-3]}]}
                """.formatted(size, SOMEBODY.name()));
        return ComparisonTask.read(file);
    }
}
