package io.github.fttp.metrics.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFilesTest {
    private static final List<SweepCell> CELLS =
            List.of(SweepCell.of(0, "data", Trial.before("text", "mira-volk", Budget.FULL)));

    @TempDir
    Path folder;

    @Test
    void takesAFolderThatIsNewOrEmptyOrOfAComparison() throws Exception {
        new SweepFiles(folder.resolve("new")).requireOwn();
        SweepFiles files = new SweepFiles(folder);
        files.requireOwn();
        // What one leaves that is killed before it is begun.
        files.create();
        Files.createDirectories(folder.resolve("pretrained-models/llava"));
        files.requireOwn();
        Files.writeString(folder.resolve("report.html"), "");
        assertThatThrownBy(files::requireOwn)
                .isInstanceOf(BadData.class)
                .hasMessage(folder + ": holds report.html and no comparison; name another folder, or an empty one");
        Files.writeString(folder.resolve("sweep.json"), "{}");
        files.requireOwn();
    }

    @Test
    void takesNoFolderWithSomebodysResults() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("results")).resolve("thesis.txt"), "years");
        assertThatThrownBy(() -> new SweepFiles(folder).requireOwn()).hasMessageContaining("holds results and no");
        Path file = folder.resolve("results/thesis.txt");
        assertThatThrownBy(() -> new SweepFiles(file).requireOwn()).hasMessage(file + ": is a file, expected a folder");
    }

    @Test
    void nothingIsPlannedWhereNoFileCanBe() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(new SweepFiles(file.resolve("out")).cells()).isEmpty();
    }

    @Test
    void nothingIsPlannedWhereAnotherOneDeletesThePlan() throws Exception {
        SweepFiles files = new SweepFiles(folder);
        files.create();
        assertThat(files.cells()).isEmpty();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> planning = other.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    files.write(CELLS);
                    files.deleteCells();
                }
            });
            while (!planning.isDone()) assertThat(files.cells()).isIn(List.of(), CELLS);
            planning.get();
        } finally {
            other.shutdownNow();
        }
    }
}
