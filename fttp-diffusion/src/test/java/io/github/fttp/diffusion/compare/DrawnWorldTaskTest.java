package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.diffusion.unet.UNetPart;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Until;
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

    private final ComparisonTask task = ComparedStableDiffusion.drawnWorld();

    @Test
    void isReadAgainAsItIsPrinted() {
        Path printed = folder.resolve("task.json");
        Json.write(printed, task.json());
        assertThat(ComparisonTask.read(printed)).isEqualTo(task);
    }

    @Test
    void aPartOfItIsReadAgainWithoutGoalsThatReferToMethodsThatAreLeftOut() {
        ComparisonTask part = ComparisonTask.only(List.of(task), List.of("fttp-xattn", "ga-xattn"))
                .get(0);
        Path printed = folder.resolve("task.json");
        Json.write(printed, part.json());
        assertThat(ComparisonTask.read(printed)).isEqualTo(part);
        assertThat(part.goals()).isNotEmpty().hasSizeLessThan(task.goals().size());
    }

    @Test
    void methodsSayWhichPartTrainsAndOnWhat() {
        assertThat(compared("fttp-xattn").how()).endsWith(", on images");
        assertThat(part("fttp-xattn")).isEqualTo(UNetPart.CROSS_ATTENTION);
        assertThat(compared("fttp-words-word-masks").given()).containsExactly("masks by attention");
        assertThat(compared("esd-u").how()).endsWith(", on own-samples");
        assertThat(part("esd-u")).isEqualTo(UNetPart.UNCONDITIONAL);
        assertThat(compared("concept-ablation").given())
                .containsExactly("anchor images, no images of the concept", "anchor prompt", "retain data");
        assertThat(part("ga")).isEqualTo(UNetPart.FULL);
    }

    @Test
    void closedFormsTakeNoSteps() {
        assertThat(task.method("uce").grid()).containsExactly(new Setting(0, 0, 10).until(Until.GONE));
    }

    @Test
    void theTaskWithOraclesToCopyRunsAllMethodsThatShipWithOneSetting() throws IOException {
        Path copy = Files.copy(Path.of("../docs/examples/compare-oracles-image.json"), folder.resolve("task.json"));
        for (String oracle : List.of("sd-without-mira", "sd-without-ivo")) {
            Files.createDirectory(folder.resolve(oracle));
        }
        ComparisonTask oracles = ComparisonTask.read(copy);
        assertThat(oracles.concepts()).allMatch(each -> each.oracles().size() == 1);
        assertThat(oracles.methods()).allMatch(each -> each.grid().size() == 1);
        assertThat(oracles.methods().stream()
                        .map(each -> each.id() + ", "
                                + ImageMethod.of(each).compared().how()))
                .containsExactlyElementsOf(task.methods().stream()
                        .map(each -> each.id() + ", "
                                + ImageMethod.of(each).compared().how())
                        .toList());
    }

    @Test
    void refusesWhatHasNoEffectOnAMethod() {
        assertThatThrownBy(() -> ImageMethod.of(with("uce", "full", "")))
                .isInstanceOf(BadData.class)
                .hasMessage("method uce: part is \"full\" and has no effect: uce trains nothing");
        assertThatThrownBy(() -> ImageMethod.of(with("uce", "", "images")))
                .hasMessage("method uce: data is \"images\" and has no effect: uce takes no images");
        assertThatThrownBy(() -> ImageMethod.of(with("esd-x", "", "attention-masks")))
                .hasMessage("method esd-x: data is \"attention-masks\" and has no effect: esd-x takes no images");
    }

    private TaskMethod with(String id, String part, String data) {
        TaskMethod method = task.method(id);
        return new TaskMethod(
                id, method.name(), method.spec(), List.of(method.grid().get(0).part(part)), data);
    }

    private UNetPart part(String id) {
        TaskMethod method = task.method(id);
        return ImageMethod.of(method).part(method.grid().get(0));
    }

    private ComparedMethod compared(String id) {
        return ImageMethod.of(task.method(id)).compared();
    }
}
