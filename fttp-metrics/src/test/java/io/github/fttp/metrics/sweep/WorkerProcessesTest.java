package io.github.fttp.metrics.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are processes: Java machines with stubs, and scripts where a sentence and a status are all that counts. */
@Timeout(120)
class WorkerProcessesTest {
    private static final Progress SILENT = (trial, seconds, left) -> {};

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void needsAShell() {
        assumeThat(Path.of("/bin/sh")).exists();
    }

    private Sweep begin(String name) {
        return Sweep.begin(
                folder.resolve(name), SweepSettings.titled("stubs"), List.of(StubModel.training(6, 1, folder)));
    }

    @Test
    void comeToTheSameBytesThoughOneDies() throws IOException {
        Sweep alone = begin("alone");
        alone.work(1, new StopSignal(), SILENT);
        alone.merge((comparison, summary) -> {});
        Sweep sweep = begin("processes");
        AtomicInteger starts = new AtomicInteger();
        Launcher launcher = at -> {
            starts.incrementAndGet();
            return Launcher.java(StubCommands.class, "sweep", "run", "--dies", folder + "/dead", "--dir")
                    .start(at);
        };
        List<Trial> told = new ArrayList<>();
        assertThat(sweep.work(2, launcher, new StopSignal(), (trial, seconds, left) -> told.add(trial)))
                .isTrue();
        assertThat(starts).as("two, and one for the one that died").hasValue(3);
        sweep.merge((comparison, summary) -> {});
        for (String name :
                List.of("results.jsonl", "results-text.csv", "runs-text.csv", "table-text.md", "table-text.tex")) {
            assertThat(folder.resolve("processes").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("alone").resolve(name));
        }
        assertThat(told).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(folder.resolve("alone/results.jsonl"))).hasSameSizeAs(told);
    }

    /** Workers that are a script each. */
    private Launcher script(String script) {
        return new Launcher() {
            @Override
            public Process start(Path sweep) throws IOException {
                Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
                started.add(process);
                return process;
            }

            @Override
            public void said(String line) {
                synchronized (said) {
                    said.add(line);
                }
            }
        };
    }

    @Test
    void whatOneIsRefusedForEndsAllInOneMessage() {
        Launcher launcher = script("echo it warns >&2; echo disk: no room >&2; exit 2");
        assertThatThrownBy(() -> begin("out").work(2, launcher, new StopSignal(), SILENT))
                .isInstanceOf(InputException.class)
                .hasMessage("disk: no room");
        assertThat(said).contains("it warns").doesNotContain("disk: no room");
        assertThat(started).noneMatch(Process::isAlive);
    }

    @Test
    void aFileThatThereIsNoRoomForEndsAllInOneMessageAndLeavesNoHalfCell() throws IOException {
        assumeThat(Path.of("/usr/bin/prlimit")).exists();
        Sweep sweep = begin("out");
        sweep.plan();
        Path out = folder.resolve("out");
        Launcher launcher = at -> Launcher.java(StubCommands.class, "sweep", "run", "--room", "1200", "--dir")
                .start(at);
        assertThatThrownBy(() -> new WorkerProcesses(out, launcher, new Watch(new SweepFiles(out), SILENT))
                        .work(1, new StopSignal()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(out.resolve("work").toString())
                .hasMessageEndingWith("run.jsonl: cannot be written: File too large"); // in its third line or so
        assertThat(sweep.work(1, new StopSignal(), SILENT)).isTrue();
        assertThat(out.resolve("work")).isEmptyDirectory();
        sweep.merge((comparison, summary) -> {});
        Sweep whole = begin("whole");
        whole.work(1, new StopSignal(), SILENT);
        whole.merge((comparison, summary) -> {});
        assertThat(out.resolve("results.jsonl")).hasSameBinaryContentAs(folder.resolve("whole/results.jsonl"));
    }

    @Test
    void areGivenUpWhereAllDie() {
        assertThatThrownBy(() -> begin("out").work(2, script("echo crash >&2; exit 134"), new StopSignal(), SILENT))
                .isInstanceOf(BadData.class)
                .hasMessageContaining(folder.resolve("out") + ": 7 worker processes died and no cell was done")
                .hasMessageEndingWith("the last one ended by signal 6");
        assertThat(said).contains("crash");
    }

    @Test
    void areToldToStopAndWaitedFor() {
        StopSignal stop = new StopSignal();
        Path checkpoint = folder.resolve("checkpoint");
        // Begins to wait, says so, and leaves its checkpoint a while after it is told to stop.
        Launcher launcher = script("trap 'sleep 0.2; echo > " + checkpoint + "; echo left >&2; exit 143' TERM;"
                + " echo begun >&2; echo >&2; while :; do sleep 0.05; done");
        Launcher stopping = new Launcher() {
            @Override
            public Process start(Path sweep) throws IOException {
                return launcher.start(sweep);
            }

            @Override
            public void said(String line) {
                launcher.said(line);
                if (line.equals("begun")) stop.request();
            }
        };
        assertThat(begin("out").work(2, stopping, stop, SILENT)).isFalse();
        assertThat(checkpoint).exists();
        assertThat(started).hasSize(2).noneMatch(Process::isAlive);
        assertThat(said).as("their last words").contains("left").noneMatch(line -> line.contains("could not be read"));
    }

    @Test
    void areNotStartedWhereAllIsDone() {
        Sweep sweep = begin("out");
        sweep.work(1, new StopSignal(), SILENT);
        assertThat(begin("out").work(2, script("exit 1"), new StopSignal(), SILENT))
                .isTrue();
        assertThat(started).isEmpty();
    }
}
