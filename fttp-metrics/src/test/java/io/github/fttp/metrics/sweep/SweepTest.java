package io.github.fttp.metrics.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.OnThreads;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Stage;
import io.github.fttp.metrics.compare.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SweepTest {
    private static final Progress SILENT = (trial, seconds, left) -> {};
    private static final SweepSettings SETTINGS = SweepSettings.titled("stubs").paragraph("Of numbers.");

    @TempDir
    Path folder;

    @AfterEach
    void watchNothing() {
        StubEnvironment.begun = trial -> {};
        StubEnvironment.stepped = trial -> {};
        StubEnvironment.opened = () -> {};
        StubEnvironment.knows = true;
    }

    private Sweep begin(String name, StubModel model) {
        return Sweep.begin(folder.resolve(name), SETTINGS, List.of(model));
    }

    private Path whole(StubModel model) {
        Sweep sweep = begin("whole", model);
        assertThat(sweep.work(1, new StopSignal(), SILENT)).isTrue();
        sweep.merge((comparison, summary) -> {});
        return folder.resolve("whole");
    }

    private static void requireSame(Path other, Path whole) throws IOException {
        for (String name :
                List.of("results.jsonl", "results-text.csv", "runs-text.csv", "table-text.md", "table-text.tex")) {
            assertThat(other.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
        }
        assertThat(page(other)).isEqualTo(page(whole));
        assertThat(names(other.resolve("results"))).isEqualTo(names(whole.resolve("results")));
        assertThat(names(other.resolve("costs"))).isEqualTo(names(whole.resolve("costs")));
        assertThat(names(other.resolve("work"))).isEmpty();
    }

    private static String page(Path folder) throws IOException {
        return Files.readString(folder.resolve("report.html")).replaceAll("(?s)what it cost</h2>.*?<h2", "");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void refusesAModelThatDoesNotKnowAConceptBeforeAnyMethodRuns() {
        StubEnvironment.knows = false;
        List<Trial> begun = new ArrayList<>();
        StubEnvironment.begun = begun::add;
        Sweep sweep = begin("unknown", StubModel.training(8, 2));
        assertThatThrownBy(() -> sweep.work(1, new StopSignal(), SILENT))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(
                        "concept Mira Volk: is unknown to the model as it is, on the data that it is measured on");
        assertThat(begun).hasSize(1).allMatch(Trial::ofUntouched);
    }

    @Test
    void comesToTheSameByOneWorkerByManyAndCellByCell() throws IOException {
        StubModel model = StubModel.training(8, 2);
        Path whole = whole(model);
        Sweep many = begin("many", model);
        many.work(3, new StopSignal(), SILENT);
        many.merge((comparison, summary) -> {});
        requireSame(folder.resolve("many"), whole);
        Sweep single = begin("single", model);
        int rounds = 0;
        for (List<Integer> cells = single.plan().open();
                !cells.isEmpty();
                cells = single.plan().open(), rounds++) {
            for (int cell : cells) {
                // As another process does, which knows the folder alone.
                assertThat(Sweep.open(folder.resolve("single")).run(cell, new StopSignal(), SILENT))
                        .isTrue();
            }
        }
        assertThat(rounds)
                .as("the untouched model is measured, settings are chosen, then the chosen ones run")
                .isEqualTo(3);
        Sweep.open(folder.resolve("single")).merge((comparison, summary) -> {});
        requireSame(folder.resolve("single"), whole);
    }

    @Test
    void aHundredKillsAndStopsLoseNoCellAndChangeNoByte() throws IOException {
        StubModel model = StubModel.training(12, 2);
        Path whole = whole(model);
        Path killed = folder.resolve("killed");
        Sweep sweep = begin("killed", model);
        int killings = 0;
        int stops = 0;
        for (int round = 0; killings + stops < 100; round++) {
            StopSignal stop = new StopSignal();
            // Each lives for another number of steps; some as short as not to reach their second checkpoint.
            AtomicInteger lives = new AtomicInteger(1 + round * 7 % 16);
            boolean kill = round % 2 == 0;
            StubEnvironment.stepped = trial -> {
                if (lives.decrementAndGet() > 0) return;
                if (kill) throw new Killed();
                stop.request();
            };
            try {
                if (sweep.work(1, stop, SILENT)) {
                    requireMerged(sweep, killed, whole);
                    Sweep.delete(killed, SETTINGS.title());
                    sweep = begin("killed", model);
                } else stops++;
            } catch (Killed e) {
                killings++;
                leaveClaimsAsTheDead(killed);
            }
        }
        assertThat(killings).isBetween(40, 60);
        StubEnvironment.stepped = trial -> {};
        assertThat(sweep.work(1, new StopSignal(), SILENT)).isTrue();
        requireMerged(sweep, killed, whole);
    }

    private static void requireMerged(Sweep sweep, Path folder, Path whole) throws IOException {
        sweep.merge((comparison, summary) -> {});
        requireSame(folder, whole);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** As a process leaves its claims that gets no chance to end them. */
    private static void leaveClaimsAsTheDead(Path folder) throws IOException {
        for (String name : names(folder.resolve("claims"))) {
            ClaimFile file = new ClaimFile(folder.resolve("claims").resolve(name));
            ClaimFile.Content content = file.read().orElseThrow();
            if (content.state() != ClaimFile.State.LEFT) continue;
            Owner dead = new Owner("here", Owner.SELF.machine(), 0, "");
            file.write(new ClaimFile.Content(dead, content.token(), content.beat(), ClaimFile.State.RUNNING, ""));
        }
    }

    @Test
    void ofManyProcessesEachCellIsRunByOne() throws Exception {
        StubModel model = StubModel.idle(20, 7, 7); // 980 cells, and 7 of the untouched model
        Map<Trial, Integer> begun = new ConcurrentHashMap<>();
        StubEnvironment.begun = trial -> begun.merge(trial, 1, Integer::sum);
        ExecutorService processes = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            begin("shared", model).plan();
            for (int i = 0; i < 8; i++) {
                Sweep sweep = Sweep.open(folder.resolve("shared"));
                all.add(processes.submit(() -> sweep.work(1, new StopSignal(), SILENT)));
            }
            for (Future<Boolean> each : all) assertThat(each.get()).isTrue();
        } finally {
            processes.shutdownNow();
        }
        assertThat(begun).hasSize(987);
        assertThat(Set.copyOf(begun.values())).containsExactly(1);
        Sweep.open(folder.resolve("shared")).merge((comparison, summary) -> {});
        assertThat(Files.readAllLines(folder.resolve("shared/results.jsonl"))).hasSize(987);
    }

    @Test
    void aCellThatFailsIsTriedAgainAndStandsInTheReport() throws IOException {
        Map<Trial, Integer> begun = new ConcurrentHashMap<>();
        StubEnvironment.begun = trial -> begun.merge(trial, 1, Integer::sum);
        Path out = whole(StubModel.training(2, 1));
        begun.forEach((trial, times) ->
                assertThat(times).as(trial.toString()).isEqualTo(trial.method().equals("fails") ? Worker.ATTEMPTS : 1));
        assertThat(Files.readString(out.resolve("table-text.md")))
                .contains("| fails (not reached in 3 of 3 runs, 3 failed) |");
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("what failed", "java.lang.IllegalStateException: cannot forget Lena Quill");
    }

    @Test
    void aMachineThatOpensNoModelFailsNoCell() throws IOException {
        StubModel model = StubModel.training(2, 1);
        Sweep sweep = begin("out", model);
        sweep.plan();
        StubEnvironment.opened = () -> {
            throw new IllegalStateException("no GPU");
        };
        for (int attempt = 0; attempt < Worker.ATTEMPTS; attempt++) {
            assertThatThrownBy(() -> sweep.run(0, new StopSignal(), SILENT)).hasMessage("no GPU");
        }
        assertThat(names(folder.resolve("out/results"))).isEmpty();
        StubEnvironment.opened = () -> {};
        sweep.work(1, new StopSignal(), SILENT);
        sweep.merge((comparison, summary) -> {});
        requireSame(folder.resolve("out"), whole(model));
    }

    @Test
    void aWorkerThatWasTakenForDeadFailsNoCell() throws IOException {
        StubModel model = StubModel.training(2, 1);
        Sweep sweep = begin("out", model);
        sweep.plan();
        String id = new SweepFiles(folder.resolve("out")).cells().get(0).id();
        Path heir = folder.resolve("out/claims").resolve(id + ".1");
        Path checkpoint = folder.resolve("out/work").resolve(id).resolve("checkpoint");
        StopSignal stop = new StopSignal();
        StubEnvironment.begun = trial -> {
            new ClaimFile(heir).create(ClaimFile.Content.begun());
            AtomicFiles.write(checkpoint, "of the heir");
            stop.request();
            throw new IllegalStateException("late");
        };
        assertThat(sweep.run(0, stop, SILENT)).isFalse();
        assertThat(checkpoint).hasContent("of the heir");
    }

    @Test
    void whatCannotBeWrittenEndsInOneMessageAndNoHalfCell() throws IOException {
        StubModel model = StubModel.training(2, 1);
        Sweep sweep = begin("out", model);
        Path results = folder.resolve("out/results");
        StubEnvironment.begun = trial -> {
            AtomicFiles.delete(results);
            AtomicFiles.write(results, "in the way");
        };
        assertThatThrownBy(() -> sweep.work(1, new StopSignal(), SILENT))
                .isInstanceOf(CannotWrite.class)
                .hasMessageContaining(results + "/")
                .hasMessageContaining("cannot be written");
        StubEnvironment.begun = trial -> {};
        Files.delete(results);
        assertThat(sweep.work(1, new StopSignal(), SILENT))
                .as("the claims were left")
                .isTrue();
        sweep.merge((comparison, summary) -> {});
        requireSame(folder.resolve("out"), whole(model));
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> begin("file/out", model).plan())
                .isInstanceOf(CannotWrite.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void goesOnWithTheResultsOfASmallerOne() throws IOException {
        Sweep smaller = begin("out", StubModel.training(3, 1));
        smaller.work(1, new StopSignal(), SILENT);
        Set<Trial> begun = ConcurrentHashMap.newKeySet();
        StubEnvironment.begun = begun::add;
        Sweep larger = begin("out", StubModel.training(3, 2));
        larger.work(1, new StopSignal(), SILENT);
        larger.merge((comparison, summary) -> {});
        assertThat(begun).isNotEmpty().allMatch(trial -> trial.draw() == 1);
        requireSame(folder.resolve("out"), whole(StubModel.training(3, 2)));
        begun.clear();
        Sweep again = begin("out", StubModel.training(3, 1));
        assertThat(again.work(1, new StopSignal(), SILENT)).isTrue();
        assertThat(begun).isEmpty();
    }

    @Test
    void followsRequestsOneAfterTheOther() {
        StubModel model = StubModel.training(1, 1);
        Sweep sweep = begin("sequence", model);
        assertThatThrownBy(() -> sweep.sequence(3, new StopSignal(), method -> {}))
                .hasMessageContaining("results");
        sweep.work(1, new StopSignal(), SILENT);
        assertThatThrownBy(() -> sweep.sequence(23, new StopSignal(), method -> {}))
                .isInstanceOf(BadData.class)
                .hasMessage(
                        "requests in text: are to be 23, but there are 22 concepts on which no settings are chosen");
        List<String> told = new ArrayList<>();
        assertThat(sweep.sequence(2, new StopSignal(), method -> told.add(method.id())))
                .isTrue();
        assertThat(told).containsExactly("two", "one", "fails");
        List<Stage> one = new SweepFiles(folder.resolve("sequence"))
                .stages("text").stream()
                        .filter(each -> each.method().equals("one"))
                        .toList();
        // By a rate of 0.3 each request takes a tenth of every other concept.
        assertThat(one.get(0).forgotten().value()).isEqualTo(1);
        assertThat(one.get(0).left().value()).isCloseTo(0.9, within(1e-12));
        assertThat(one.get(1).forgotten().value()).isEqualTo(1);
        assertThat(one.get(1).left().value()).isCloseTo(0.81, within(1e-12));
        assertThat(one.get(1).left().samples())
                .as("one reported, two to choose settings on")
                .isEqualTo(3);
        List<Trial> again = new ArrayList<>();
        StubEnvironment.begun = again::add;
        sweep.sequence(2, new StopSignal(), method -> {});
        assertThat(again).as("it is done").isEmpty();
        sweep.merge((comparison, summary) -> {});
        assertThat(folder.resolve("sequence/report.html"))
                .content()
                .contains("requests one after the other", "Forgotten of all so far");
    }

    @Test
    void deletesNothingWhereNoSweepWasBegun() {
        Path own = folder.resolve("results/thesis.txt");
        AtomicFiles.write(own, "years");
        Sweep.delete(folder, "stubs");
        assertThat(own).hasContent("years");
    }

    @Test
    void deletesNoOtherComparison() {
        begin("one", StubModel.training(1, 1, folder)).work(1, new StopSignal(), SILENT);
        Path one = folder.resolve("one");
        assertThatThrownBy(() -> Sweep.delete(one, "Forgetting Mira Volk"))
                .isInstanceOf(BadData.class)
                .hasMessage(one + ": holds another comparison, \"stubs\": name another folder");
        assertThat(one.resolve("results")).isNotEmptyDirectory();
    }

    @Test
    void asksForNoMoreRequestsThanThereAreConcepts() {
        Sweep sweep = begin("one", StubModel.training(1, 1, folder));
        assertThatThrownBy(() -> sweep.requireRequests(1000)).hasMessageContaining("are to be 1000");
    }

    @Test
    void saysWhatIsMissing() {
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> Sweep.open(out))
                .isInstanceOf(BadData.class)
                .hasMessage(out.resolve("sweep.json") + ": not found: no sweep was planned in this folder");
        assertThatThrownBy(() -> Sweep.planned(out)).hasMessageContaining("no sweep was planned in this folder");
        Sweep sweep = begin("out", StubModel.training(2, 1));
        int cells = sweep.plan().cells();
        assertThatThrownBy(() -> sweep.run(cells, new StopSignal(), SILENT))
                .hasMessageContaining("has " + cells + " cells, none of index " + cells);
        assertThatThrownBy(() -> sweep.merge((comparison, summary) -> {}))
                .hasMessageContaining("lacks " + cells + " of " + cells + " cells");
        for (int cell : sweep.plan().open()) sweep.run(cell, new StopSignal(), SILENT);
        assertThatThrownBy(() -> sweep.merge((comparison, summary) -> {})).hasMessageContaining("more follows from it");
        assertThat(out.resolve("report.html")).doesNotExist();
    }

    @Test
    void asManyWorkersAsThereAreThreadsForWorkAtMost() throws Exception {
        Sweep sweep = begin("out", StubModel.training(2, 1));
        OnThreads.run(4, () -> assertThat(sweep.mostWorkers()).isEqualTo(4));
        OnThreads.run(1, () -> assertThat(sweep.mostWorkers()).isEqualTo(1));
    }

    @Test
    void workersComputeWithTheThreadsOfTheSettings() {
        int before = Threads.count();
        List<Integer> seen = new ArrayList<>();
        StubModel model = StubModel.idle(1, 1, 1);
        Part part = new Part(model, SETTINGS.threads(3), Map.of());
        StubEnvironment.opened = () -> seen.add(Threads.count());
        part.open().close();
        assertThat(seen).containsExactly(3);
        assertThat(Threads.count()).isEqualTo(before);
    }

    @Test
    void goesOnInNoFolderOfOtherSettings() {
        begin("out", StubModel.training(2, 1)).plan();
        assertThatThrownBy(() ->
                        Sweep.begin(folder.resolve("out"), SETTINGS.threads(2), List.of(StubModel.training(2, 1))))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("threads is 1 there, now it is 2: give another folder");
    }

    @Test
    void namesTheLineThatIsNoCell() throws IOException {
        begin("out", StubModel.training(2, 1)).plan();
        Path cells = folder.resolve("out/cells.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(cells));
        lines.set(2, "{\"index\": ");
        Files.write(cells, lines);
        assertThatThrownBy(() -> Sweep.planned(folder.resolve("out")))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(cells + " line 3: is not a result of this program");
    }

    @Test
    void twoThatFollowRequestsDoSoOnce() throws Exception {
        StubModel model = StubModel.training(1, 1);
        begin("sequence", model).work(1, new StopSignal(), SILENT);
        Map<Trial, Integer> begun = new ConcurrentHashMap<>();
        StubEnvironment.begun = trial -> begun.merge(trial, 1, Integer::sum);
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Sweep sweep = begin("sequence", model);
                both.add(processes.submit(() -> sweep.sequence(2, new StopSignal(), method -> told.add(method.id()))));
            }
            for (Future<Boolean> each : both) assertThat(each.get()).isTrue();
        } finally {
            processes.shutdownNow();
        }
        assertThat(told).containsExactly("two", "one", "fails");
        assertThat(begun.entrySet())
                .filteredOn(each -> !each.getKey().ofUntouched())
                .hasSize(6)
                .allMatch(each -> each.getValue() == 1);
    }

    @Test
    void noSettingIsLostThoughWorkersNoteThemAtOnce() throws Exception {
        List<String> ids = IntStream.range(0, 6).mapToObj(i -> "m" + i).toList();
        begin("out", StubModel.idle(6, 1, 1)).plan();
        Path settings = folder.resolve("out/settings.json");
        ExecutorService processes = Executors.newFixedThreadPool(ids.size());
        try {
            for (int round = 0; round < 5; round++) {
                Files.delete(settings);
                List<Future<Sweep.Planned>> all = new ArrayList<>();
                for (String id : ids) {
                    StubModel whole = StubModel.idle(6, 1, 1);
                    Sweep sweep = begin(
                            "out",
                            new StubModel(
                                    ComparisonTask.only(List.of(whole.task()), List.of(id))
                                            .get(0),
                                    whole.path()));
                    all.add(processes.submit(sweep::plan));
                }
                for (Future<Sweep.Planned> each : all) each.get();
                assertThat(Json.data(settings).names())
                        .containsAll(
                                ids.stream().map(id -> "text, method " + id).toList());
            }
        } finally {
            processes.shutdownNow();
        }
    }

    @Test
    void readsCostsThatDoNotSayWhatAllOfACellTook() throws IOException {
        StubModel model = StubModel.training(2, 1);
        Path whole = whole(model);
        String merged = Files.readString(whole.resolve("costs.jsonl"));
        for (String name : names(whole.resolve("costs"))) {
            Path cost = whole.resolve("costs").resolve(name);
            String said = Files.readString(cost);
            assertThat(said).containsPattern(",\"seconds\":[0-9.E-]+,\"host\"");
            Files.writeString(cost, said.replaceAll(",\"seconds\":[0-9.E-]+,\"host\"", ",\"host\""));
        }
        begin("whole", model).merge((comparison, summary) -> {});
        assertThat(whole.resolve("costs.jsonl")).hasContent(merged);
    }
}
