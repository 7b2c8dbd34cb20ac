package io.github.fttp.metrics.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.sweep.Cluster;
import io.github.fttp.metrics.sweep.Progress;
import io.github.fttp.metrics.sweep.StubModel;
import io.github.fttp.metrics.sweep.Sweep;
import io.github.fttp.metrics.sweep.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark in this process, with two threads for two executors. */
@Timeout(180)
class SparkClusterTest {
    private static final Progress SILENT = (trial, seconds, left) -> {};

    @TempDir
    Path folder;

    private Sweep begin(String name) {
        return Sweep.begin(
                folder.resolve(name),
                SweepSettings.titled("stubs"),
                List.of(StubModel.training(6, 3, folder)));
    }

    @Test
    void comesToTheSameBytesAsOneProcess() throws IOException {
        Sweep alone = begin("alone");
        alone.work(1, new StopSignal(), SILENT);
        alone.merge((comparison, summary) -> {});
        begin("spark").plan();
        List<Trial> told = Collections.synchronizedList(new ArrayList<>());
        Cluster.spark().run(folder.resolve("spark"), "local[2]", false, (trial, seconds, left) -> told.add(trial));
        begin("spark").merge((comparison, summary) -> {});
        for (String name : List.of("results.jsonl", "results-text.csv", "runs-text.csv", "table-text.md", "table-text.tex")) {
            assertThat(folder.resolve("spark").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("alone").resolve(name));
        }
        assertThat(told).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(folder.resolve("alone/results.jsonl"))).hasSameSizeAs(told);
        assertThat(folder.resolve("spark/table-text.md")).content().contains("9 failed");
    }

    @Test
    void saysWhatATaskCannotWrite() throws IOException {
        begin("spark").plan();
        Path results = folder.resolve("spark/results");
        Files.delete(results);
        Files.writeString(results, "in the way");
        assertThatThrownBy(() -> Cluster.spark().run(folder.resolve("spark"), "local[2]", false, SILENT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(results.toString())
                .hasMessageContaining("cannot be written");
    }
}
