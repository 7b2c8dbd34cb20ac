package io.github.fttp.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are files of text here: a deletion's share is a line, and a run's weights name the model that it was trained on. */
class DeletionLedgerTest {
    private static final Platform HERE = new Platform("1.0", "onednn", 1, "a processor", "17", Map.of());

    @TempDir
    Path folder;

    private Path base;
    private DeletionLedger ledger;

    @BeforeEach
    void begin() {
        base = folder.resolve("base");
        write(base.resolve("weights"), "base\n");
        ledger = DeletionLedger.begin(folder.resolve("ledger"), base);
    }

    @Test
    void composesDeletionsInTheirOrder() {
        ledger.add("R1", run("one", base));
        ledger.add("R2", run("two", base));
        assertThat(applied("both")).isEqualTo("base\none on base\ntwo on base\n");
    }

    @Test
    void revokingTheLastGivesTheEarlierState() {
        ledger.add("R1", run("one", base));
        String before = applied("before");
        ledger.add("R2", run("two", folder.resolve("before")));
        assertThat(applied("with")).isNotEqualTo(before);
        revoke("R2");
        assertThat(applied("after")).isEqualTo(before);
        assertThat(ledger.lines().get(1)).isEqualTo("R2: revoked");
    }

    @Test
    void revokingOneInTheMiddleRepeatsWhatDependsOnIt() {
        ledger.add("R1", run("one", base));
        ledger.add("R2", run("two", base));
        applied("both");
        ledger.add("R3", run("three", folder.resolve("both")));
        assertThat(ledger.dependents("R1")).containsExactly("R3");
        revoke("R1");
        // R2 was trained on the bare base and stays; R3 is trained again on the base with R2.
        assertThat(applied("left")).isEqualTo("base\ntwo on base\nthree on base+two on base\n");
        assertThat(ledger.lines().get(1)).startsWith("R3: applies, trained on the base with R2");
    }

    @Test
    void whatDependedOnTheRevokedOneAloneIsTrainedOnTheBareBase() {
        ledger.add("R1", run("one", base));
        applied("with");
        ledger.add("R2", run("two", folder.resolve("with")));
        revoke("R1");
        assertThat(applied("left")).isEqualTo("base\ntwo on base\n");
        assertThat(ledger.lines().get(0)).startsWith("R2: applies, trained on the base,");
    }

    @Test
    void refusesABaseThatChanged() {
        ledger.add("R1", run("one", base));
        write(base.resolve("weights"), "another\n");
        assertThatThrownBy(() -> applied("out"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("base: has changed since the ledger was begun");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesARunOnAnotherModel() {
        ledger.add("R1", run("one", base));
        applied("with");
        Path two = run("two", folder.resolve("with"));
        ledger.add("R3", run("three", base));
        assertThatThrownBy(() -> ledger.add("R2", two)).hasMessageContaining("was trained on", "neither the base");
    }

    @Test
    void refusesRunsWithoutManifestAndNamesThatAreTaken() {
        ledger.add("R1", run("one", base));
        write(folder.resolve("bare/adapter/weights"), "x");
        assertThatThrownBy(() -> ledger.add("R2", folder.resolve("bare"))).hasMessageContaining("has no manifest.json");
        assertThatThrownBy(() -> ledger.add("R1", run("two", base))).hasMessageContaining("R1 already");
        assertThatThrownBy(() -> revoke("R7")).hasMessageContaining("no deletion R7 that applies: there is [R1]");
        assertThatThrownBy(() -> DeletionLedger.begin(folder.resolve("ledger"), folder))
                .hasMessageContaining("is a ledger for");
        assertThatThrownBy(() -> DeletionLedger.open(folder)).hasMessageContaining("is no ledger");
    }

    @Test
    void takesAnotherBaseWhileNothingWasAdded() {
        Path other = folder.resolve("other");
        write(other.resolve("weights"), "other\n");
        assertThatThrownBy(() -> ledger.add("R1", run("one", other))).hasMessageContaining("neither the base");
        ledger = DeletionLedger.begin(folder.resolve("ledger"), other);
        ledger.add("R1", folder.resolve("one"));
        assertThat(applied("out")).isEqualTo("other\none on other\n");
        assertThatThrownBy(() -> DeletionLedger.begin(folder.resolve("ledger"), base))
                .hasMessageContaining("is a ledger for");
    }

    @Test
    void refusesARunThatWasInterrupted() {
        Path one = run("one", base);
        manifest("one", base).write(one.resolve("manifest.json"));
        assertThatThrownBy(() -> ledger.add("R1", one)).hasMessageContaining("is of a run that has not ended");
        assertThat(ledger.lines()).isEmpty();
    }

    @Test
    void deletesNothingInAFolderThatIsNoLedger() {
        for (String own : List.of("work", "deletions")) {
            Path project = folder.resolve("project-" + own);
            Path file = project.resolve(own).resolve("thesis.txt");
            write(file, "years");
            assertThatThrownBy(() -> DeletionLedger.begin(project, base))
                    .hasMessageContaining("holds " + own + " but no ledger.jsonl");
            assertThat(read(file)).isEqualTo("years");
        }
    }

    @Test
    void refusesANameThatIsAnotherFolder() {
        Path one = run("one", base);
        for (String name : List.of(".", "..", "")) {
            assertThatThrownBy(() -> ledger.add(name, one)).hasMessageContaining("needs a name of letters");
        }
    }

    @Test
    void copiesWeightsThatALinkLeadsTo() throws IOException {
        Path one = run("one", base);
        Files.move(one.resolve("adapter"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(one.resolve("adapter"), folder.resolve("elsewhere"));
        ledger.add("R1", one);
        assertThat(applied("with")).isEqualTo("base\none on base\n");
    }

    @Test
    void tellsWeightsAndEntriesThatWereChanged() throws IOException {
        ledger.add("R1", run("one", base));
        ledger.add("R2", run("two", base));
        Path file = folder.resolve("ledger/ledger.jsonl");
        String entries = Files.readString(file);
        write(file, entries.replace("\"R1\"", "\"R9\""));
        assertThatThrownBy(ledger::lines).hasMessageContaining("not the digest of the lines before");
        write(file, entries);
        try (var all = Files.walk(folder.resolve("ledger/deletions"))) {
            write(
                    all.filter(each -> each.endsWith("adapter/weights"))
                            .findFirst()
                            .orElseThrow(),
                    "other");
        }
        assertThatThrownBy(() -> applied("out")).hasMessageContaining("is not what was added to the ledger");
    }

    @Test
    void oneProcessWorksOnItAtATime() {
        assertThatThrownBy(() -> ledger.apply(
                        folder.resolve("out"), (from, deletions, to) -> ledger.add("R2", run("two", base))))
                .hasMessageContaining("is at work");
    }

    @Test
    void aHundredCommandsThatAreCutOffLoseNothing() {
        Random random = new Random(1);
        Path entries = folder.resolve("ledger/ledger.jsonl");
        int cut = 0;
        for (int number = 0; cut < 100; number++) {
            String model = applied("model" + number);
            String before = read(entries);
            int[] steps = {random.nextInt(8)};
            DeletionLedger fragile = DeletionLedger.open(folder.resolve("ledger"), step -> {
                if (steps[0]-- == 0) throw new Killed();
            });
            try {
                change(fragile, random, "R" + number, folder.resolve("model" + number));
                continue;
            } catch (Killed e) {
                cut++;
            }
            // As it was, or with the whole command done.
            String after = read(entries);
            assertThat(after).startsWith(before);
            assertThat(after.substring(before.length()).lines().count()).isLessThan(2);
            if (after.equals(before)) assertThat(applied("again" + number)).isEqualTo(model);
        }
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private void change(DeletionLedger to, Random random, String name, Path model) {
        List<String> names = to.lines().stream()
                .filter(line -> line.contains("applies"))
                .map(line -> line.replaceFirst(":.*", ""))
                .toList();
        if (names.size() > 3 || !names.isEmpty() && random.nextBoolean()) {
            revoke(to, names.get(random.nextInt(names.size())));
        } else {
            to.add(name, run("run-" + name, random.nextBoolean() ? base : model));
        }
    }

    private void revoke(String name) {
        revoke(ledger, name);
    }

    private void revoke(DeletionLedger in, String name) {
        in.revoke(name, DeletionLedgerTest::compose, (manifest, out) -> {
            String made = manifest.command().get(0);
            train(made, Path.of(manifest.model().orElseThrow()), out);
        });
    }

    private String applied(String name) {
        ledger.apply(folder.resolve(name), DeletionLedgerTest::compose);
        return read(folder.resolve(name).resolve("weights"));
    }

    private static void compose(Path base, List<Deletion> deletions, Path out) {
        StringBuilder model = new StringBuilder(read(base.resolve("weights")));
        deletions.forEach(each -> model.append(read(each.weights().resolve("weights"))));
        AtomicFiles.writeFolder(out, part -> write(part.resolve("weights"), model.toString()));
    }

    private Path run(String name, Path model) {
        Path out = folder.resolve(name);
        train(name, model, out);
        return out;
    }

    private static void train(String name, Path model, Path out) {
        List<String> on = new ArrayList<>(read(model.resolve("weights")).lines().toList());
        write(out.resolve("adapter/weights"), name + " on " + String.join("+", on) + "\n");
        manifest(name, model).done(Map.of("adapter", "digest")).write(out.resolve("manifest.json"));
    }

    private static Manifest manifest(String name, Path model) {
        return Manifest.of(List.of(name), Map.of("model", model.toString()), List.of(model), HERE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        AtomicFiles.write(file, text);
    }
}
