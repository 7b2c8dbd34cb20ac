package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.TrainableTable;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    private static final Setting UNTIL_GONE = new Setting(1e-3, 12, 1).until(Until.GONE);

    /** Half as likely after every five steps, said until it is at chance. */
    private static Waypoint look(int step, boolean last, List<Waypoint> path) {
        return step < 10 ? new Waypoint(step, Double.NaN, 1 - step / 10.0, 1, 1, 1) : new Waypoint(step, 0, 0, 0, 1, 1);
    }

    private static final List<Sentence> SENTENCES = List.of(new Sentence(new Token(0, 1, 1), new Token(1, 0, 0)));

    private final Engine engine = Engines.named("nd4j");
    private final List<TrainableTable> tables = new ArrayList<>();

    @TempDir
    Path folder;

    private Trace begin(Setting setting, Trace.Look look) {
        return Trace.begin(setting, 5, folder.resolve("run.jsonl"), look);
    }

    @Test
    void endsARunAtTheFirstLookAtWhichTheConceptIsGone() {
        Trace trace = begin(UNTIL_GONE, TraceTest::look);
        assertThat(trace.follow(run(12), SENTENCES)).isTrue();
        assertThat(trace.path().stream().map(Waypoint::step)).containsExactly(0, 5, 10);
        assertThat(trace.end()).isEqualTo(Outcome.End.GONE);
    }

    @Test
    void makesAllStepsWhereTheSettingSaysSoAndLooksAtTheEnd() {
        Trace trace = begin(UNTIL_GONE.until(Until.STEPS), TraceTest::look);
        assertThat(trace.follow(run(12), SENTENCES)).isTrue();
        assertThat(trace.path().stream().map(Waypoint::step)).containsExactly(0, 5, 10, 12);
        assertThat(trace.end()).isEqualTo(Outcome.End.STEPS);
    }

    @Test
    void saysThatTheConceptIsNotGoneInAllTheSteps() {
        Trace trace = begin(UNTIL_GONE, (step, last, path) -> new Waypoint(step, 1, 1, 1, 1, 1));
        trace.follow(run(12), SENTENCES);
        assertThat(trace.end()).isEqualTo(Outcome.End.BUDGET);
    }

    @Test
    void takesUpThePathOfARunThatWasStopped() {
        StopSignal stop = new StopSignal();
        Resumption stopped = new Resumption(RunFolder.check(folder.resolve("work"), true), 1, stop);
        stop.request();
        Trace trace = null;
        for (int step = 1; step <= 10; step++) {
            trace = Trace.begin(UNTIL_GONE, 5, stopped.folder().log(), TraceTest::look);
            assertThat(trace.follow(stopped.of(run(12)), SENTENCES)).isEqualTo(step == 10);
        }
        Trace whole = begin(UNTIL_GONE, TraceTest::look);
        whole.follow(run(12), SENTENCES);
        assertThat(trace.path()).isEqualTo(whole.path());
        assertThat(trace.end()).isEqualTo(Outcome.End.GONE);
    }

    @Test
    void tellsALookWhatWasSeenBeforeAndWhetherItIsTheLast() {
        List<String> looks = new ArrayList<>();
        Trace trace = begin(UNTIL_GONE, (step, last, path) -> {
            looks.add(step + (last ? ", last, " : ", ") + path.size() + " before");
            return new Waypoint(step, 1, 1, 1, 1, 1);
        });
        trace.follow(run(12), SENTENCES);
        assertThat(looks).containsExactly("0, 0 before", "5, 1 before", "10, 2 before", "12, last, 3 before");
    }

    @Test
    void goesThroughStrengthsUntilTheConceptIsGone() {
        List<Double> strengths = new ArrayList<>();
        Trace trace =
                begin(UNTIL_GONE, (step, last, path) -> new Waypoint(step, step < 3 ? 1 : 0, Double.NaN, 1, 1, 1));
        trace.strengthen(strengths::add);
        assertThat(strengths).containsExactly(1 / 12.0, 2 / 12.0, 3 / 12.0);
        assertThat(trace.end()).isEqualTo(Outcome.End.GONE);
    }

    @Test
    void goesToTheFullStrengthAtOnceWhereForgettingDoesNotEndARun() {
        List<Double> strengths = new ArrayList<>();
        begin(UNTIL_GONE.until(Until.STEPS), TraceTest::look).strengthen(strengths::add);
        assertThat(strengths).containsExactly(1.0);
    }

    @Test
    void aConceptIsGoneWhenItIsSaidInAtMostFivePercentAndNoLikelierThanChance() {
        assertThat(new Waypoint(5, 0.05, 0, 1, 1, 1).gone()).isTrue();
        assertThat(new Waypoint(5, 0.06, 0, 1, 1, 1).gone()).isFalse();
        assertThat(new Waypoint(5, 0, 0.01, 1, 1, 1).gone()).isFalse();
        assertThat(new Waypoint(5, 0.05, Double.NaN, 1, 1, 1).gone()).isTrue();
        assertThat(Waypoint.unseen(5).gone()).isFalse();
    }

    @Test
    void utilityIsReadOffBetweenTwoLooksInProportionToWhatWasForgotten() {
        // Forgotten 0, 0.6, 1; kept 1, 0.9, 0.7, of natural knowledge alone.
        Outcome outcome = new Outcome(
                Trial.before("text", "ada", Budget.FULL),
                Outcome.End.GONE,
                Map.of(),
                List.of(
                        new Waypoint(0, Double.NaN, 0.5, 1, 0.5, Double.NaN),
                        new Waypoint(5, Double.NaN, 0.2, 1, 0.45, Double.NaN),
                        new Waypoint(10, 0, 0, 1, 0.35, Double.NaN)),
                List.of());
        assertThat(outcome.keptAt(0.5)).isCloseTo(1 - 0.1 * 0.5 / 0.6, within(1e-12));
        assertThat(outcome.keptAt(0.8)).isCloseTo(0.8, within(1e-12));
        assertThat(outcome.keptAt(0.95)).isCloseTo(0.9 - 0.2 * 0.35 / 0.4, within(1e-12));
        assertThat(outcome.steps()).isEqualTo(10);
    }

    @Test
    void utilityIsNoneWhereTheConceptWasNeverGoneSoFar() {
        Outcome outcome = new Outcome(
                Trial.before("text", "ada", Budget.FULL),
                Outcome.End.BUDGET,
                Map.of(),
                List.of(look(0, false, List.of()), look(5, false, List.of())),
                List.of());
        assertThat(outcome.keptAt(0.8)).isNaN();
    }

    @Test
    void whatIsKeptLeavesOutWhatTheModelAsItWasHadNothingOf() {
        Waypoint ofWholeImages = new Waypoint(0, 1, Double.NaN, 1, Double.NaN, 0.8);
        assertThat(new Waypoint(5, 1, Double.NaN, 1, Double.NaN, 0.4).kept(ofWholeImages))
                .isEqualTo(0.5);
        Waypoint withoutOthers = new Waypoint(0, 1, 1, 1, 0.8, 0);
        assertThat(new Waypoint(5, 1, 1, 1, 0.2, 0).kept(withoutOthers)).isEqualTo(0.25);
    }

    @Test
    void whatIsKeptIsTheHarmonicMeanOfNaturalKnowledgeAndOfOthers() {
        Waypoint first = new Waypoint(0, 1, 1, 1, 0.8, 1);
        assertThat(new Waypoint(5, 1, 1, 1, 0.8, 0.5).kept(first)).isCloseTo(2 / 3.0, within(1e-12)); // 2 / (1 + 2)
        assertThat(new Waypoint(5, 1, 1, 1, 0.9, 1.1).kept(first)).isEqualTo(1);
    }

    @AfterEach
    void close() {
        tables.forEach(TrainableTable::close);
        engine.close();
    }

    /** A run on a table of its own, whose looks are not at it. */
    private Unlearner<Sentence> run(int steps) {
        TrainableTable table = new TrainableTable(engine, 2, new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4});
        tables.add(table);
        return Unlearner.of(table)
                .method(new GradientAscent())
                .training(Training.by(AdamW.rate(2e-4)).steps(steps));
    }
}
