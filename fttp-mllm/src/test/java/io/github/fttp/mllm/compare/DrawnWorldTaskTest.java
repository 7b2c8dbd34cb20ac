package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task on the drawn world that ships. */
class DrawnWorldTaskTest {
    @TempDir
    Path folder;

    private final ComparisonTask task = ComparedVisionLanguage.drawnWorld();

    @Test
    void isReadAgainAsItIsPrinted() {
        Path printed = folder.resolve("task.json");
        Json.write(printed, task.json());
        assertThat(ComparisonTask.read(printed)).isEqualTo(task);
    }

    @Test
    void comparesOnThoseWhoHaveANearOneAndChoosesOnSixThatAreNotReported() {
        List<String> withNearOnes = WorldSize.SMALL.cast().characters().stream()
                .filter(each -> !WorldSize.SMALL.cast().near(each).isEmpty())
                .map(DrawnCharacter::name)
                .toList();
        assertThat(task.concepts().stream().map(each -> each.concept().name()))
                .containsExactlyInAnyOrderElementsOf(withNearOnes);
        assertThat(task.reported()).hasSize(10).doesNotContainAnyElementsOf(task.validation());
        assertThat(task.reporting(2).concepts().stream().map(TaskConcept::id))
                .containsExactly(
                        "mira-volk",
                        "ivo-marsh",
                        "lena-quill",
                        "kuno-tarr",
                        "bruno-skye",
                        "tobin-ash",
                        "sella-brandt",
                        "edda-frost");
        assertThat(task.validation()).hasSize(6);
    }

    @Test
    void methodsHaveTheSharedRatesAndPartsOrTheirOwnUntilTheConceptIsGone() {
        Setting shared = new Setting(3e-4, 60, 1, "first half", Until.GONE);
        assertThat(task.method("ga").grid())
                .containsExactly(
                        shared,
                        shared.rate(1e-3),
                        shared.part("second half"),
                        shared.rate(1e-3).part("second half"));
        assertThat(task.method("fttp").grid()).hasSize(8).contains(shared.scale(0.5), shared.scale(2));
        assertThat(task.method("task-vector").grid().get(0))
                .isEqualTo(new Setting(3e-4, 30, 6, "first half", Until.GONE));
    }

    @Test
    void theTaskOfTheLargeWorldToCopyForgetsEightAndChoosesOnSix() {
        ComparisonTask large = ComparisonTask.read(Path.of("../docs/examples/compare-large-world.json"));
        assertThat(large.world().orElseThrow().size()).isEqualTo(WorldSize.LARGE);
        assertThat(large.reported()).hasSize(8);
        assertThat(large.validation()).hasSize(6);
    }

    @Test
    void theTaskWithOraclesToCopyAsksTwoOfThemAboutAllMethodsThatShip() throws IOException {
        Path copy = Files.copy(Path.of("../docs/examples/compare-oracles-text.json"), folder.resolve("task.json"));
        for (String oracle : List.of("llava-without-mira", "llava-without-mira-2", "llava-without-ivo")) {
            Files.createDirectory(folder.resolve(oracle));
        }
        ComparisonTask oracles = ComparisonTask.read(copy);
        assertThat(oracles.concepts()).extracting(each -> each.oracles().size()).containsExactly(2, 1);
        // What worker processes read names the same ones.
        Path again = folder.resolve("again.json");
        Json.write(again, oracles.json());
        assertThat(ComparisonTask.read(again).concepts().stream().map(TaskConcept::oracles))
                .containsExactlyElementsOf(
                        oracles.concepts().stream().map(TaskConcept::oracles).toList());
        assertThat(oracles.methods().stream().map(TaskMethod::id))
                .containsExactlyElementsOf(
                        task.methods().stream().map(TaskMethod::id).toList());
        assertThat(oracles.methods()).allSatisfy(each -> assertThat(each.grid()).hasSize(1));
    }
}
