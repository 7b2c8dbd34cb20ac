package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.WorldSize;
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
    void comparesOnThoseWhoHaveANearOneAndChoosesOnTwoThatAreNotReported() {
        List<String> withNearOnes = WorldSize.SMALL.cast().characters().stream()
                .filter(each -> !WorldSize.SMALL.cast().near(each).isEmpty())
                .map(DrawnCharacter::name)
                .toList();
        assertThat(task.concepts().stream().map(each -> each.concept().name()))
                .containsExactlyInAnyOrderElementsOf(withNearOnes);
        assertThat(task.reported()).hasSize(14).doesNotContainAnyElementsOf(task.validation());
        assertThat(task.reporting(2).concepts().stream().map(TaskConcept::id))
                .containsExactly("mira-volk", "ivo-marsh", "sella-brandt", "edda-frost");
    }

    @Test
    void methodsHaveTheSharedRatesOrTheirOwn() {
        assertThat(task.method("fttp-alpha-1").grid()).isEqualTo(Setting.rates(30, 6e-4, 7e-4, 8e-4, 1e-3, 2e-3));
        assertThat(task.method("task-vector").grid()).isEqualTo(Setting.scales(1e-3, 30, 1, 3, 6));
    }
}
