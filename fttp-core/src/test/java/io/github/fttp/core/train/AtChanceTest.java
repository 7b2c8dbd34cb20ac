package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.KlMin;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtChanceTest {
    private static final Training TRAINING =
            Training.by(AdamW.rate(0.05).decay(0)).batch(3).steps(200);
    /** Rows of a table of three words. */
    private static final double[] SAID = {
        Math.log(0.5), Math.log(0.3), Math.log(0.2), //
        Math.log(0.1), Math.log(0.8), Math.log(0.1), //
        Math.log(0.2), Math.log(0.2), Math.log(0.6)
    };

    /** A name of two tokens and a word behind it; the name's first token alone; no name. */
    private static final List<Sentence> SAMPLES = List.of(
            new Sentence(new Token(0, 0, 1), new Token(1, 1, 1), new Token(2, 2, 0)),
            new Sentence(new Token(0, 0, 1)),
            new Sentence(new Token(2, 2, 0)));

    private final Engine engine = new OneDnnEngine();
    private final TrainableTable model = new TrainableTable(engine, 3, SAID, SAID);

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    @Test
    void aMentionIsTheProductOverItsTokens() {
        Knowledge known = Knowledge.of(model, SAMPLES, 2);
        assertThat(known.mentions()).isEqualTo(2);
        // (0.5 * 0.8 + 0.5) / 2, whereas the mean over tokens is (0.5 + 0.8 + 0.5) / 3 = 0.6
        assertThat(known.mentionProbability()).isCloseTo(0.45, within(1e-6));
        assertThat(known.conceptProbability()).isCloseTo(0.6, within(1e-6));
        assertThat(known.conceptual()).isCloseTo(Math.cbrt(0.5 * 0.8 * 0.5), within(1e-6));
    }

    @Test
    void aNameThatBeginsASentenceIsNotTheEndOfTheOneBefore() {
        Sentence name = new Sentence(new Token(0, 0, 1), new Token(1, 1, 1));
        Knowledge known = Knowledge.of(model, List.of(name, name), 2);
        assertThat(known.mentions()).isEqualTo(2);
        assertThat(known.mentionProbability()).isCloseTo(0.4, within(1e-6));
    }

    @Test
    void countsAsPlausibleWhatTheModelWouldSayInstead() {
        PlausibleAnswers counted = PlausibleAnswers.of(model, SAMPLES, 2);
        assertThat(counted.mentions()).isEqualTo(2);
        // Without its first word the first row says 0.6 and 0.4: H = -0.6 ln 0.6 - 0.4 ln 0.4 = 0.6730117
        assertThat(counted.answers()).isCloseTo(1 + Math.exp(0.6730117), within(1e-5));
        assertThat(AtChance.of(model, SAMPLES, 2).probability()).isCloseTo(1 / 2.960132, within(1e-5));
    }

    @Test
    void endsTheRunOnceTheWholeNameIsAtChance() {
        RunSummary end = run().until(AtChance.of(model, SAMPLES, 3, 20)).forget(SAMPLES);
        assertThat(end.end()).isEqualTo(RunSummary.End.CHANCE_REACHED);
        assertThat(end.reason()).contains("1 of 20 plausible answers");
        assertThat(end.steps()).isBetween(2, 199);
        Knowledge known = Knowledge.of(model, SAMPLES, 3);
        assertThat(known.mentionProbability()).isLessThanOrEqualTo(0.05);
        // One step before it was not there yet: the steps are as many as are needed.
        try (TrainableTable again = new TrainableTable(engine, 3, SAID, SAID)) {
            Unlearner.of(again)
                    .method(new Fttp(1, 1))
                    .training(TRAINING.steps(end.steps() - 1))
                    .forget(SAMPLES);
            assertThat(Knowledge.of(again, SAMPLES, 3).mentionProbability()).isGreaterThan(0.05);
        }
    }

    @Test
    void allSamplesDecideAndNotTheBatchAlone() {
        // The step's batch is the second sample alone; the first still says its name.
        Step step = new Step(1, 9, 0, 0, 0, 0, 0, 0, 0.01, 0, 0, Map.of(), 0, 0, 0, 0, Map.of());
        assertThat(AtChance.below(model, SAMPLES, 1, 0.3).reached(step)).isEmpty();
        assertThat(AtChance.below(model, SAMPLES, 1, 0.46).reached(step)).isPresent();
    }

    @Test
    void aRunInTurnsEndsBehindWhatItIsToKeep() {
        Sentence kept = new Sentence(new Token(2, 2, 0));
        List<Integer> looks = new ArrayList<>();
        RunSummary end = run().method(new KlMin(1, 1))
                .retain(List.of(kept, kept))
                .training(TRAINING.batch(1))
                .evaluate(2, step -> {
                    looks.add(step);
                    return Map.of();
                })
                .until(AtChance.of(model, SAMPLES, 3, 20))
                .forget(SAMPLES);
        assertThat(end.end()).isEqualTo(RunSummary.End.CHANCE_REACHED);
        assertThat(end.steps() % 5).isZero();
        assertThat(looks).startsWith(5, 10).endsWith(end.steps()).allMatch(step -> step % 5 == 0);
    }

    @Test
    void aGoalThatWouldNeverBeAskedForIsRefused() {
        Sentence kept = new Sentence(new Token(2, 2, 0));
        Unlearner<Sentence> tooShort = run().method(new KlMin(1, 1))
                .retain(List.of(kept, kept))
                .training(TRAINING.batch(1).steps(4))
                .until(AtChance.of(model, SAMPLES, 3, 20));
        assertThatThrownBy(() -> tooShort.check(SAMPLES))
                .hasMessage(
                        "KL-Min: is asked whether it is at its goal, chance, 1 of 20 plausible answers, behind 3 steps on"
                                + " forget and 2 on retain data, and is to make no more than 4");
    }

    /** Behind a step on retain data one batch says whether it is worth asking about all. */
    @Test
    void behindRetainDataABatchRaisesTheQuestion() {
        Step step =
                new Step(1, 9, 0, 0, Double.NaN, Double.NaN, 0, 0, Double.NaN, 0, 0, Map.of(), 0, 0, 0, 0, Map.of());
        assertThat(step.forgets()).isFalse();
        assertThat(AtChance.below(model, SAMPLES, 1, 0.46).reached(step)).isPresent();
        assertThat(AtChance.below(model, SAMPLES, 1, 0.1).reached(step)).isEmpty();
    }

    @Test
    void aRunThatIsResumedBehindItsGoalTrainsNoMore() {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        AtChance<Sentence> goal = AtChance.of(model, SAMPLES, 3, 20);
        RunSummary end = run().until(goal).checkpoint(checkpoint, 1000).forget(SAMPLES);
        float[] reached = model.table.value().toArray();
        RunSummary again =
                run().until(goal).checkpoint(checkpoint, 1000).resume().forget(SAMPLES);
        assertThat(again.end()).isEqualTo(RunSummary.End.CHANCE_REACHED);
        assertThat(again.steps()).isEqualTo(end.steps());
        assertThat(again.reason()).isEqualTo(end.reason());
        assertThat(model.table.value().toArray()).isEqualTo(reached);
    }

    @Test
    void refusesANumberOfAnswersThatIsNone() {
        assertThatThrownBy(() -> AtChance.of(model, SAMPLES, 3, 1)).hasMessageContaining("more than 1, were 1.0");
    }

    private Unlearner<Sentence> run() {
        return Unlearner.of(model).method(new Fttp(1, 1)).training(TRAINING);
    }
}
