package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.statistics.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final Comparison.Progress SILENT = (trial, seconds, left) -> {};

    private static final List<String> VALIDATION = List.of("somebody else", "another");
    private static final List<String> REPORTED = List.of("somebody", "a second", "a third");

    @TempDir
    Path folder;

    private final FakeEnvironment environment = new FakeEnvironment();
    private final Comparison comparison = comparison(environment);

    private static Comparison comparison(FakeEnvironment environment) {
        return new Comparison(
                WorkerPool.of(1, () -> environment), environment.methods(), VALIDATION, REPORTED, 2, Budget.FULL);
    }

    @Test
    void reportsOnOtherCharactersThanItChoosesOn() {
        Ledger<Outcome> results = run(comparison, "results.jsonl");
        List<String> chosenOn = environment.ran.stream()
                .filter(trial -> !comparison.trials(results).contains(trial))
                .map(Trial::concept)
                .distinct()
                .toList();
        assertThat(chosenOn).containsExactlyElementsOf(VALIDATION);
        // Two methods with three settings on two characters, then three methods on three characters, twice each.
        assertThat(environment.ran).hasSize(2 * 3 * 2 + 3 * 3 * 2).doesNotHaveDuplicates();
    }

    @Test
    void choosesWhatKeepsMostOfThoseThatForgetEnough() {
        Ledger<Outcome> results = run(comparison, "results.jsonl");
        assertThat(comparison.chosen(results).get(FakeEnvironment.STEEP).rate()).isEqualTo(0.96);
    }

    @Test
    void choosesWhatIsBestAtBothWhereNoneForgetsEnough() {
        // Harmonic means of rate and 1 - rate^2: 0.33, 0.6, 0.31.
        Ledger<Outcome> results = run(comparison, "results.jsonl");
        assertThat(comparison.chosen(results).get(FakeEnvironment.MILD).rate()).isEqualTo(0.5);
        assertThat(comparison.chosen(results).get(FakeEnvironment.FIXED).rate()).isEqualTo(0.7);
    }

    @Test
    void goesOnWhereItWasKilledToTheSameFile() throws IOException {
        run(comparison, "whole.jsonl");
        int all = environment.ran.size();
        for (int killedAfter : new int[] {1, 7, 20}) {
            FakeEnvironment other = new FakeEnvironment();
            Comparison again = comparison(other);
            Path file = folder.resolve("killed-" + killedAfter + ".jsonl");
            assertThatThrownBy(() -> again.run(results(file), costs(file), (trial, seconds, left) -> {
                        if (other.ran.size() == killedAfter) throw new IllegalStateException("killed");
                    }))
                    .hasMessage("killed");
            again.run(results(file), costs(file), SILENT);
            assertThat(other.ran).hasSize(all).doesNotHaveDuplicates();
            assertThat(file).hasSameTextualContentAs(folder.resolve("whole.jsonl"));
        }
    }

    @Test
    void saysWhatComesNextFromWhatIsKnown() {
        Ledger<Outcome> results = results(folder.resolve("results.jsonl"));
        List<Trial> choosing = comparison.next(results);
        assertThat(choosing.stream().map(Trial::concept).distinct()).containsExactlyElementsOf(VALIDATION);
        assertThat(choosing.stream().map(Trial::method).distinct()).containsExactly(Trial.BEFORE, "steep", "mild");
        choosing.forEach(trial -> results.add(environment.run(trial).outcome()));
        List<Trial> reporting = comparison.next(results);
        assertThat(reporting.stream().map(Trial::concept).distinct()).containsExactlyElementsOf(REPORTED);
        reporting.forEach(trial -> results.add(environment.run(trial).outcome()));
        assertThat(comparison.next(results)).isEmpty();
    }

    @Test
    void runsNothingTwice() {
        run(comparison, "results.jsonl");
        int all = environment.ran.size();
        run(comparison, "results.jsonl");
        assertThat(environment.ran).hasSize(all);
    }

    @Test
    void refusesAFileOfAnotherKind() throws IOException {
        Path file = Files.writeString(folder.resolve("other.jsonl"), "{\"trial\": 3}\n");
        assertThatThrownBy(() -> results(file))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("other.jsonl")
                .hasMessageContaining("line 1");
    }

    @Test
    void writesTablesAndAPageThatNeedsNoNetwork() throws IOException {
        Ledger<Outcome> results = run(comparison, "results.jsonl");
        Summary summary = Summary.of(comparison, results, costs(folder.resolve("results.jsonl")));
        Tables tables = new Tables(summary);
        assertThat(tables.markdown())
                .contains("| method | gone | left / before (geometric mean) | given |")
                .contains("| goal | at least 95% | at least 0.8 times mild |  |")
                .contains("| before | 0.0% [0.0%, 0.0%] | 1.000 [1.000, 1.000] |")
                .contains("| steep | 96.0% [96.0%, 96.0%] * | 0.520 [0.520, 0.520] | retain data | 10 | 0.96 |  |")
                .contains("| mild | 50.0% [50.0%, 50.0%] | 0.750 [0.750, 0.750] |")
                .contains("| fixed | 70.0% [70.0%, 70.0%] | 0.650 [0.650, 0.650] * |")
                .endsWith("\n\\" + Summary.LEGEND + "\n");
        assertThat(tables.latex())
                .contains("goal & at least 95\\%", "mild & 50.0\\% [50.0\\%, 50.0\\%] & 0.750")
                .endsWith("\\end{tabular}\n\n" + Summary.LEGEND + "\n");
        assertThat(tables.csv()).contains("\"steep\",\"gone\",0.96,0.96,0.96,3");
        Path page = folder.resolve("report.html");
        new CompareReport("compare").add(comparison, summary).write(page);
        assertThat(Files.readString(page))
                .contains(
                        "Who &lt;is&gt; this?", "Nobody &amp; nothing.", "<svg", "steep", "retain data", Summary.LEGEND)
                .doesNotContain("http", "<script");
    }

    @Test
    void settingsReadAsPapersWriteThem() {
        assertThat(new Setting(8e-4, 30, 1)).hasToString("30 steps at 8e-4");
        assertThat(new Setting(0.001, 30, 3)).hasToString("30 steps at 0.001, scale 3.0");
        assertThat(new Setting(0, 0, 10)).hasToString("scale 10.0");
    }

    @Test
    void goalsBesideAMethodThatDoesNotTakePartAreNone() {
        Comparison without = new Comparison(
                comparison.workers(), List.of(FakeEnvironment.FIXED), VALIDATION, REPORTED, 2, Budget.FULL);
        Ledger<Outcome> results = run(without, "results.jsonl");
        assertThat(Summary.of(without, results, costs(folder.resolve("results.jsonl")))
                        .goals())
                .containsExactly("at least 95%", "");
    }

    @Test
    void methodsOfWhichRunsDivergedReachNothing() {
        Trial trial = Trial.before("fake", "somebody", Budget.FULL);
        Summary.Row row = new Summary.Row(
                "GA",
                "",
                new Setting(1, 1, 1),
                List.of(new Interval(1, 1, 1, 1)),
                new Interval(1, 1, 1, 1),
                new Interval(1, 1, 1, 1),
                List.of(Outcome.diverged(trial, List.of())),
                0,
                0);
        Summary summary = new Summary(List.of(Column.share("gone").aim(Goal.atLeast(0.95))), List.of(row));
        assertThat(summary.texts(row)).containsExactly("100.0% [100.0%, 100.0%]");
    }

    private Ledger<Outcome> run(Comparison what, String name) {
        Path file = folder.resolve(name);
        Ledger<Outcome> results = results(file);
        what.run(results, costs(file), SILENT);
        return results;
    }

    private static Ledger<Outcome> results(Path file) {
        return Ledger.open(file, Outcome.class, Outcome::trial);
    }

    private static Ledger<Cost> costs(Path results) {
        return Ledger.open(results.resolveSibling("costs-of-" + results.getFileName()), Cost.class, Cost::trial);
    }
}
