package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.statistics.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final List<String> VALIDATION = List.of("somebody else", "another");
    private static final List<String> REPORTED = List.of("somebody", "a second", "a third");

    @TempDir
    Path folder;

    private final FakeEnvironment environment = new FakeEnvironment();
    private final Comparison comparison = comparison(environment);

    private static Comparison comparison(FakeEnvironment environment) {
        return new Comparison(environment, environment.methods(), VALIDATION, REPORTED, 2, Budget.FULL, 3);
    }

    @Test
    void reportsOnOtherCharactersThanItChoosesOn() {
        Ledger<Outcome> results = run(comparison);
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
        Ledger<Outcome> results = run(comparison);
        assertThat(comparison.chosen(results).get(FakeEnvironment.STEEP).rate()).isEqualTo(0.96);
    }

    @Test
    void choosesWhatIsBestAtBothWhereNoneForgetsEnough() {
        // Harmonic means of rate and 1 - rate^2: 0.33, 0.6, 0.31.
        Ledger<Outcome> results = run(comparison);
        assertThat(comparison.chosen(results).get(FakeEnvironment.MILD).rate()).isEqualTo(0.5);
        assertThat(comparison.chosen(results).get(FakeEnvironment.FIXED).rate()).isEqualTo(0.7);
    }

    @Test
    void choosesWhatForgetsWhereThatKeepsNothing() {
        Comparison costly =
                new Comparison(environment, List.of(FakeEnvironment.COSTLY), VALIDATION, REPORTED, 1, Budget.FULL, 3);
        assertThat(costly.chosen(run(costly)).get(FakeEnvironment.COSTLY).rate())
                .isEqualTo(0.96);
    }

    @Test
    void saysWhereTheBestSettingLiesAtAnEdgeOfThoseThatWereTried() {
        Ledger<Outcome> results = run(comparison);
        assertThat(comparison.isOnEdge(FakeEnvironment.STEEP, results)).isFalse(); // 0.96 of 0.5, 0.96 and 0.99
        assertThat(comparison.isOnEdge(FakeEnvironment.FIXED, results)).isFalse(); // has nothing to choose
        Comparison costly =
                new Comparison(environment, List.of(FakeEnvironment.COSTLY), VALIDATION, REPORTED, 1, Budget.FULL, 3);
        assertThat(costly.isOnEdge(FakeEnvironment.COSTLY, run(costly))).isTrue(); // 0.96 of 0.2, 0.5 and 0.96
    }

    @Test
    void triesAsManySettingsAsItIsToldBeyondTheGridToo() {
        Comparison longer = new Comparison(environment, environment.methods(), VALIDATION, REPORTED, 1, Budget.FULL, 4);
        Ledger<Outcome> results = run(longer);
        // The best is 0.96, its better neighbour 0.99: their geometric mean. The best of the other is 0.5, beside 0.2
        // and 0.9.
        assertThat(longer.tried(FakeEnvironment.STEEP, results))
                .endsWith(new Setting(0.97, 10, 1))
                .hasSize(4);
        assertThat(longer.tried(FakeEnvironment.MILD, results)).hasSize(4);
        assertThat(longer.tried(FakeEnvironment.FIXED, results)).hasSize(1);
    }

    @Test
    void saysWhatComesNextFromWhatIsKnown() {
        Ledger<Outcome> results = new Ledger<>(Outcome::trial);
        List<Trial> untouched = comparison.next(results);
        assertThat(untouched).allMatch(Trial::ofUntouched);
        assertThat(untouched.stream().map(Trial::concept))
                .containsExactly("somebody else", "another", "somebody", "a second", "a third");
        untouched.forEach(trial -> results.add(outcome(environment, trial)));
        List<Trial> choosing = comparison.next(results);
        assertThat(choosing.stream().map(Trial::concept).distinct()).containsExactlyElementsOf(VALIDATION);
        assertThat(choosing.stream().map(Trial::method).distinct()).containsExactly("steep", "mild");
        choosing.forEach(trial -> results.add(outcome(environment, trial)));
        List<Trial> reporting = comparison.next(results);
        assertThat(reporting.stream().map(Trial::concept).distinct()).containsExactlyElementsOf(REPORTED);
        reporting.forEach(trial -> results.add(outcome(environment, trial)));
        assertThat(comparison.next(results)).isEmpty();
    }

    @Test
    void namesAllConceptsOnWhichRunsWouldEndBeforeTheyBegin() {
        environment.looks.put("another", new Waypoint(0, 0, 0, 0, 1, 1));
        environment.looks.put("a third", new Waypoint(0, 0.05, Double.NaN, 0, 1, 1));
        List<String> all = List.of("somebody else", "another", "somebody", "a third");
        comparison.requireFollowed(all); // its methods make all their steps
        assertThatThrownBy(() -> untilGone().requireFollowed(all))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(
                        "concepts another, a third: are unknown to the model as it is, on the data that says when runs end: of"
                                + " another, a third there is nothing to forget");
    }

    @Test
    void namesConceptsOfWhichNothingSaysWhenTheyAreGone() {
        environment.looks.put("somebody", Waypoint.unseen(0));
        assertThatThrownBy(() -> untilGone().requireFollowed(REPORTED))
                .hasMessageStartingWith("concept somebody: is such that nothing says when runs end");
    }

    private Comparison untilGone() {
        ComparedMethod fixed = FakeEnvironment.FIXED;
        Setting gone = fixed.grid().get(0).until(Until.GONE);
        return new Comparison(
                environment,
                List.of(new ComparedMethod("fixed", "fixed", "gd", Set.of(), "", List.of(gone), false)),
                VALIDATION,
                REPORTED,
                2,
                Budget.FULL,
                3);
    }

    @Test
    void aRunOnWhatWasNotThereWhenItBeganCountsForNothing() {
        Trial trial = Trial.before("fake", "somebody", Budget.FULL);
        Outcome before = Outcome.untouched(trial, Map.of(), List.of());
        Waypoint there = new Waypoint(0, 1, 1, 1, 1, 1);
        Waypoint gone = new Waypoint(5, 0, 0, 0, 1, 1);
        assertThat(comparison.reached(before, ended(trial, there, gone))).isTrue();
        assertThat(comparison.reached(before, ended(trial, gone, gone))).isFalse();
    }

    private static Outcome ended(Trial trial, Waypoint... path) {
        return new Outcome(trial, Outcome.End.GONE, Map.of(), List.of(path), List.of());
    }

    @Test
    void writesTablesAndAPageThatNeedsNoNetwork() throws IOException {
        Ledger<Outcome> results = run(comparison);
        Summary summary = Summary.of(comparison, results, costs(results));
        Tables tables = new Tables(summary);
        assertThat(tables.markdown())
                .contains(
                        "| method | trains | gone, n 4 | left / before (geometric mean), n 4 | concepts x seeds | given |")
                .contains("| goal |  | at least 95% | at least 0.8 times mild |  |")
                .contains("| before |  | 0.0% [0.0%, 0.0%] | 1.000 [1.000, 1.000] | 3 x 1 |")
                .contains(
                        "| steep | LoRA | 96.0% [96.0%, 96.0%] * | 0.520 [0.520, 0.520] | 3 x 2 | retain data | 10.0 | 0.96 |  | first half | 3 |")
                .contains("| steep | LoRA, first half | 3 x 2 | 3 | 6 of 6 | 10.0 | 96.0% [96.0%, 96.0%] |")
                .contains(
                        "| fixed (not reached in 6 of 6 runs) | LoRA, second half | 3 x 2 | 1, none chosen | 0 of 6 | 10.0 |")
                .contains("| mild (not reached in 6 of 6 runs) | LoRA | 50.0% [50.0%, 50.0%] | 0.750 [0.750, 0.750] |")
                .contains("| fixed (not reached in 6 of 6 runs) | LoRA | 70.0% [70.0%, 70.0%] | 0.650 [0.650, 0.650] |")
                .contains("| steep minus mild | LoRA, first half | 0 of 6 |")
                .contains("\n\\" + Summary.LEGEND + "\n");
        assertThat(tables.costsMarkdown())
                .contains("| steep | LoRA, first half | 3 x 2 | 10.0 | 0.3 | 20% | 0.00 | 48 | 16 |");
        assertThat(tables.latex())
                .contains("goal &  & at least 95\\%", "LoRA & 50.0\\% [50.0\\%, 50.0\\%] & 0.750")
                .contains("\\end{tabular}\n\n" + Summary.LEGEND.replace("%", "\\%") + "\n");
        assertThat(tables.csv()).contains("\"steep\",\"LoRA\",\"gone\",0.96,0.96,0.96,3,6,4");
        Path page = folder.resolve("report.html");
        new CompareReport("compare").add(comparison, summary).write(page);
        assertThat(Files.readString(page))
                .contains(
                        "Who &lt;is&gt; this?", "Nobody &amp; nothing.", "<svg", "steep", "retain data", Summary.LEGEND)
                .doesNotContain("http", "<script");
    }

    @Test
    void writesEachRunWithItsFigures() {
        Ledger<Outcome> results = run(comparison);
        String csv = new RunTable(comparison, Summary.of(comparison, results, costs(results))).csv();
        List<String> lines = csv.lines().toList();
        assertThat(lines).hasSize(1 + 3 + 3 * 3 * 2);
        assertThat(lines.get(0))
                .startsWith(
                        "\"method\",\"trains\",\"place\",\"rate\",\"scale\",\"concept\",\"draw\",\"end\",\"reached\",\"steps\",\"strength\",")
                .contains("\"utility at 95 % forgotten\",", "\"gone\"", "\"left\"");
        assertThat(lines.get(1)).startsWith("\"before\",\"\",\"\",0.0,1.0,\"somebody\",0,\"STEPS\",false,0,,0.0,");
        String steep = "\"steep\",\"LoRA\",\"first half\",0.96,1.0,";
        assertThat(lines.stream().filter(line -> line.startsWith(steep)))
                .hasSize(6)
                .first()
                .asString()
                .startsWith(steep + "\"somebody\",0,\"STEPS\",true,10,,0.96,0.52,0.75,0.6,0.525,");
    }

    @Test
    void settingsReadAsPapersWriteThem() {
        assertThat(new Setting(8e-4, 30, 1)).hasToString("30 steps at 8e-4");
        assertThat(new Setting(0.001, 30, 3)).hasToString("30 steps at 0.001, scale 3.0");
        assertThat(new Setting(0, 0, 10)).hasToString("scale 10.0");
    }

    @Test
    void goalsBesideAMethodThatDoesNotTakePartAreNone() {
        Comparison without =
                new Comparison(environment, List.of(FakeEnvironment.FIXED), VALIDATION, REPORTED, 2, Budget.FULL, 3);
        Ledger<Outcome> results = run(without);
        assertThat(Summary.of(without, results, costs(results)).goals()).containsExactly("at least 95%", "");
    }

    @Test
    void methodsOfWhichRunsDivergedReachNothing() {
        Trial trial = Trial.before("fake", "somebody", Budget.FULL);
        Summary.Row row = new Summary.Row(
                "GA",
                "ga",
                "LoRA",
                "",
                "",
                new Setting(1, 1, 1),
                1,
                false,
                false,
                List.of(new RunMean(new Interval(1, 1, 1, 1), 1, 2)),
                new Interval(1, 1, 1, 1),
                new Interval(1, 1, 1, 1),
                List.of(),
                List.of(),
                List.of(Outcome.diverged(trial, List.of())),
                Attacked.of(comparison, Double.NaN, List.of(), List.of()),
                new Collateral(List.of()),
                new OverForgetting(List.of()),
                0,
                Spent.NOTHING);
        Summary summary = new Summary(List.of(Column.share("gone").aim(Goal.atLeast(0.95))), List.of(row), List.of());
        assertThat(row.label()).isEqualTo("GA (not reached in 1 of 1 runs, 1 diverged)");
        assertThat(summary.texts(row)).containsExactly("100.0% [100.0%, 100.0%], 1 of 2 runs of 1 concept");
    }

    @Test
    void choosesNoSettingOfWhichARunFailed() {
        Ledger<Outcome> results = run(comparison);
        Trial best = new Trial("fake", "steep", FakeEnvironment.STEEP.grid().get(1), "another", 0, Budget.VALIDATION);
        results.add(Outcome.failed(best, "out of luck"));
        assertThat(comparison.chosen(results).get(FakeEnvironment.STEEP).rate()).isEqualTo(0.99);
    }

    @Test
    void runsThatFailedAreCountedAndExplained() throws IOException {
        Ledger<Outcome> results = run(comparison);
        Trial failed = comparison.trials(results).get(0);
        results.add(Outcome.failed(failed, "java.lang.IllegalStateException: out <of> luck"));
        Summary summary = Summary.of(comparison, results, costs(results));
        assertThat(new Tables(summary).markdown())
                .contains(
                        "| steep (not reached in 1 of 6 runs, 1 failed) | LoRA | 96.0% [96.0%, 96.0%], 5 of 6 runs of 3 concepts | 0.520 [0.520, 0.520], 5 of 6 runs of 3 concepts |");
        Path page = folder.resolve("report.html");
        new CompareReport("compare")
                .add(comparison, summary)
                .addFailures(comparison, List.of(results.get(failed)))
                .write(page);
        assertThat(Files.readString(page)).contains("what failed", "out &lt;of&gt; luck");
    }

    @Test
    void distancesToOraclesStandInTablesWithTheMeasurementsThatTellThem() {
        Ledger<Outcome> results = run(comparison);
        assertThat(new Tables(Summary.of(comparison, results, costs(results))).markdown())
                .doesNotContain("oracle");
        Ledger<Outcome> beside = new Ledger<>(Outcome::trial);
        for (Outcome each : List.copyOf(results.entries())) {
            Map<String, Score> figures = new TreeMap<>(each.figures());
            // The more is gone, the nearer.
            figures.put(Oracle.Part.REST.outputs(), new Score(1 - each.value("gone"), 4));
            if (each.trial().ofUntouched()) {
                figures.putAll(Oracle.meansOfOthers(List.of(apart(0.2), apart(0.3))));
            }
            beside.add(new Outcome(each.trial(), each.end(), figures, each.path(), each.examples()));
        }
        assertThat(new Tables(Summary.of(comparison, beside, costs(beside))).markdown())
                .contains("| method | trains | distance to the oracle's outputs on the rest, n 4 |")
                .contains("| another oracle |  | 0.250 [0.250, 0.250] |\n| before |  | 1.000 [1.000, 1.000] |")
                .contains("Another oracle: how far from the oracle ")
                .contains("| measurement | runs | correlation with the distance to the oracle's outputs on the rest |")
                .contains("| gone | 18 | -1.000 [-1.000, -1.000] |");
    }

    private static Map<String, Score> apart(double distance) {
        return Map.of(Oracle.Part.REST.outputs(), new Score(distance, 4));
    }

    private Ledger<Outcome> run(Comparison what) {
        Ledger<Outcome> results = new Ledger<>(Outcome::trial);
        for (List<Trial> next = what.next(results); !next.isEmpty(); next = what.next(results)) {
            next.forEach(trial -> results.add(outcome(environment, trial)));
        }
        return results;
    }

    private static Outcome outcome(FakeEnvironment environment, Trial trial) {
        return environment.run(trial, null).orElseThrow().outcome();
    }

    private Ledger<Cost> costs(Ledger<Outcome> results) {
        Ledger<Cost> costs = new Ledger<>(Cost::trial);
        results.entries().forEach(each -> costs.add(new Cost(each.trial(), 0.25, 1 << 20, 0.05, 48, 16)));
        return costs;
    }
}
