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
import java.util.List;
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

    @Test
    void resultsDependOnWhatTheJudgesFileHoldsWhereverItLies() throws IOException {
        ComparisonTask task = task("large");
        Path one = Files.writeString(folder.resolve("one.zip"), "a judge");
        Path same = Files.writeString(folder.resolve("same.zip"), "a judge");
        Path other = Files.writeString(folder.resolve("other.zip"), "another");
        assertThat(judgedBy(task, one)).isEqualTo(judgedBy(task, same)).isNotEqualTo(judgedBy(task, other));
        assertThat(judgedBy(task, one)).doesNotContain(folder.toString());
        assertThatThrownBy(() -> judgedBy(task, folder.resolve("missing.zip"))).isInstanceOf(BadData.class);
    }

    private static String judgedBy(ComparisonTask task, Path judge) {
        return task.in(task.world().orElseThrow().judge(judge)).dependencies().get("world");
    }

    /** The world's first two characters are asked for behind the one that is reported; the third is there to choose settings on. */
    @Test
    void requestsGoOnWithCharactersThatTheTaskDoesNotName() throws IOException {
        List<String> world = WorldSize.SMALL.cast().characters().stream()
                .map(DrawnCharacter::name)
                .toList();
        Path file = folder.resolve("task.json");
        Files.writeString(file, """
                {"modality": "text", "world": {}, "steps": 30, "validation": ["third"],
                 "concepts": [{"id": "last", "name": "%s"}, {"id": "third", "name": "%s"}],
                 "methods": [{"method": "fttp", "rates": [1e-3, 2e-3]}]}
                """.formatted(world.get(23), world.get(2)));
        ComparisonTask task = ComparisonTask.read(file);
        assertThat(task.requests(4)).containsExactly("last", "mira-volk", "tobin-ash", "oskar-fenn");
        assertThat(task.requests(23)).hasSize(23).doesNotContain("third", "lena-quill");
        assertThat(task.concept("tobin-ash").drawn().character().name()).isEqualTo("Tobin Ash");
        assertThatThrownBy(() -> task.requests(24))
                .isInstanceOf(BadData.class)
                .hasMessage(
                        "requests in text: are to be 24, but there are 23 concepts on which no settings are chosen");
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
