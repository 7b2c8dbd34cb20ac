package io.github.fttp.metrics.sweep;

import static org.assertj.core.api.Assertions.assertThat;

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
