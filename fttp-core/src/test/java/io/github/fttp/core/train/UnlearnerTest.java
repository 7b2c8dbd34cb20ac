package io.github.fttp.core.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.KlToBase;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.WeightedMethod;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.optim.ParameterStep;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableToy.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlearnerTest {
    private static final Training TRAINING =
            Training.by(AdamW.rate(0.1)).batch(2).seed(5);
    private static final List<Sample> SAMPLES = List.of(
            new Sample(0, 1, 1), new Sample(1, 2, 0), new Sample(2, 3, 0), new Sample(3, 0, 1), new Sample(4, 4, 0));

    private final Engine engine = new OneDnnEngine();
    private final TrainableToy model = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK));
    private final List<Step> steps = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private Unlearner<Sample> run(TrainableToy trainable) {
        return Unlearner.of(trainable).method(new Fttp(1, 1)).training(TRAINING).listen(new RunListener() {
            @Override
            public void stepped(Step step) {
                steps.add(step);
            }
        });
    }

    @Test
    void conceptGoesAndTheRestStays() {
        RunSummary end = run(model).training(TRAINING.steps(40)).forget(SAMPLES);
        assertThat(end.end()).isEqualTo(RunSummary.End.STEPS);
        Step last = steps.get(steps.size() - 1);
        assertThat(last.number()).isEqualTo(40);
        assertThat(steps.stream()
                        .filter(s -> s.number() > 37)
                        .mapToDouble(Step::naturalKnowledge)
                        .max()
                        .orElseThrow())
                .isGreaterThan(0.9);
        assertThat(steps.stream()
                        .filter(s -> s.number() > 37 && !Double.isNaN(s.conceptLoss()))
                        .mapToDouble(Step::conceptualKnowledge)
                        .max()
                        .orElseThrow())
                .isLessThan(0.01);
    }

    @Test
    void aRunWithoutARateSaysThatItTrainedNothing() {
        String nothing = "at a learning rate of 0: nothing was trained";
        Training warmUp =
                Training.by(Sgd.rate(1)).schedule(Schedule.cosine(0.5)).batch(5);
        assertThat(run(model).training(warmUp.steps(1)).forget(SAMPLES).reason())
                .isEqualTo("it was to make 1 step, " + nothing);
        assertThat(run(model).training(warmUp.steps(2)).forget(SAMPLES).reason())
                .doesNotContain(nothing);
        assertThat(run(model)
                        .training(Training.by(Sgd.rate(0)).batch(5).steps(2))
                        .forget(SAMPLES)
                        .reason())
                .isEqualTo("it was to make 2 steps, " + nothing);
    }

    @Test
    void oneStepOfSgdIsTheFormula() {
        float[] before = model.table.value().toArray();
        Unlearner.of(model)
                .method(new Fttp(0.3f, 1))
                .training(Training.by(Sgd.rate(1)).batch(5).steps(1))
                .forget(SAMPLES);
        float[] after = model.table.value().toArray();
        for (Sample sample : SAMPLES) {
            double weight = (sample.concept() == 1 ? -0.3 : 1) / 5;
            double sum = 0;
            for (int j = 0; j < 5; j++) sum += Math.exp(before[sample.row() * 5 + j]);
            for (int j = 0; j < 5; j++) {
                double p = Math.exp(before[sample.row() * 5 + j]) / sum;
                double expected = before[sample.row() * 5 + j] - weight * (p - (j == sample.label() ? 1 : 0));
                assertThat(after[sample.row() * 5 + j]).isCloseTo((float) expected, within(1e-6f));
            }
        }
    }

    @Test
    void accumulatedBatchesWeighAsOneLargeBatch() {
        assertAccumulatingChangesNothing(new Fttp(0.3f, 1), List.of());
    }

    @Test
    void accumulatedRetainBatchesWeighAsOneLargeBatchToo() {
        assertAccumulatingChangesNothing(new GradDiff(1, 1), List.of(new Sample(5, 2, 0)));
    }

    private void assertAccumulatingChangesNothing(TrainingMethod method, List<Sample> retain) {
        Unlearner.of(model)
                .method(method)
                .retain(retain)
                .training(Training.by(Sgd.rate(1)).batch(5).steps(1))
                .forget(SAMPLES);
        try (TrainableToy other = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            Unlearner.of(other)
                    .method(method)
                    .retain(retain)
                    .training(Training.by(Sgd.rate(1)).batch(2).accumulate(3).steps(1))
                    .forget(SAMPLES);
            assertThat(other.table.value().toArray())
                    .containsExactly(model.table.value().toArray(), within(1e-6f));
        }
    }

    @Test
    void gradientsThatAreUsedUpAtOnceChangeNoBit() {
        run(model).training(TRAINING.steps(7)).forget(SAMPLES);
        List<Step> before = List.copyOf(steps);
        steps.clear();
        try (TrainableToy other = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            run(other).training(TRAINING.fuseWherePossible().steps(7)).forget(SAMPLES);
            assertThat(other.table.value().toArray())
                    .containsExactly(model.table.value().toArray());
            assertThat(other.table.gradient()).isEmpty();
        }
        assertThat(steps)
                .extracting(Step::gradientNorm)
                .isEqualTo(before.stream().map(Step::gradientNorm).toList());
    }

    @Test
    void resumesBitForBit() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Path log = folder.resolve("run.jsonl");
        run(model).training(TRAINING.schedule(Schedule.cosine(0.1)).steps(11)).forget(SAMPLES);

        try (TrainableToy killed = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            assertThatThrownBy(() -> run(killed)
                            .training(TRAINING.schedule(Schedule.cosine(0.1)).steps(11))
                            .checkpoint(file, 3)
                            .listen(new JsonLinesLog(log))
                            .listen(new RunListener() {
                                @Override
                                public void stepped(Step step) {
                                    if (step.number() == 8) throw new IllegalStateException("power cut");
                                }
                            })
                            .forget(SAMPLES))
                    .hasMessage("power cut");
        }
        Files.writeString(log, Files.readString(log) + "{\"event\":\"step\",\"val"); // half a line
        try (TrainableToy resumed = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            run(resumed)
                    .training(TRAINING.schedule(Schedule.cosine(0.1)).steps(11))
                    .checkpoint(file, 3)
                    .resume()
                    .listen(new JsonLinesLog(log))
                    .forget(SAMPLES);
            assertThat(resumed.table.value().toArray())
                    .isEqualTo(model.table.value().toArray());
        }
        List<String> lines = Files.readAllLines(log);
        assertThat(lines.stream().filter(line -> line.contains("\"event\":\"step\"")))
                .hasSize(11)
                .allMatch(line -> line.endsWith("}"));
    }

    /** A rule that the library lacks: as long a step for every gradient, by the sign of a mean of gradients (Lion). */
    private record SignOfMean(double rate) implements Optimizer {
        @Override
        public int states() {
            return 1;
        }

        @Override
        public void update(Engine engine, ParameterStep step) {
            float[] mean = step.state()[0].toArray();
            float[] values = step.parameter().value().toArray();
            float[] by = step.gradient().toArray();
            for (int i = 0; i < mean.length; i++) {
                mean[i] = 0.9f * mean[i] + 0.1f * by[i];
                values[i] -= (float) step.rate() * Math.signum(mean[i]);
            }
            step.state()[0].set(mean);
            step.parameter().value().set(values);
        }
    }

    @Test
    void keepsWhatAnOptimizerOfOnesOwnRemembers() {
        Path file = folder.resolve("checkpoint.safetensors");
        run(model).training(TRAINING.optimizer(new SignOfMean(1e-2)).steps(6)).forget(SAMPLES);
        StopSignal signal = new StopSignal();
        try (TrainableToy resumed = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            run(resumed)
                    .training(TRAINING.optimizer(new SignOfMean(1e-2)).steps(6))
                    .checkpoint(file, 1)
                    .stopOn(signal)
                    .listen(new RunListener() {
                        @Override
                        public void stepped(Step step) {
                            if (step.number() == 3) signal.request();
                        }
                    })
                    .forget(SAMPLES);
            resumed.table.value().fill(0);
            run(resumed)
                    .training(TRAINING.optimizer(new SignOfMean(1e-2)).steps(6))
                    .checkpoint(file, 1)
                    .resume()
                    .forget(SAMPLES);
            assertThat(resumed.table.value().toArray())
                    .isEqualTo(model.table.value().toArray());
            assertThatThrownBy(() -> run(resumed)
                            .training(TRAINING.optimizer(new SignOfMean(2e-2)).steps(6))
                            .checkpoint(file, 1)
                            .resume()
                            .forget(SAMPLES))
                    .hasMessageContaining("SignOfMean[rate=0.01]");
        }
    }

    @Test
    void refusesACheckpointOfOtherSettings() {
        Path file = folder.resolve("checkpoint.safetensors");
        run(model).training(TRAINING.steps(2)).checkpoint(file, 1).forget(SAMPLES);
        assertThatThrownBy(() -> run(model)
                        .training(TRAINING.steps(3))
                        .checkpoint(file, 1)
                        .resume()
                        .forget(SAMPLES))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(file + ": was made with steps 2, this run has 3");
        assertThatThrownBy(() -> run(model)
                        .training(TRAINING.steps(3).seed(7))
                        .checkpoint(file, 1)
                        .resume()
                        .check(SAMPLES))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(file + ": was made with steps 2, this run has 3; with seed 5, this run has 7");
        float[] reached = model.table.value().toArray();
        run(model).training(TRAINING.steps(2)).checkpoint(file, 1).resume().check(SAMPLES);
        assertThat(model.table.value().toArray()).containsExactly(reached);
    }

    @Test
    void stopsWhenAskedAndLeavesACheckpoint() {
        Path file = folder.resolve("checkpoint.safetensors");
        StopSignal signal = new StopSignal();
        RunSummary end = run(model)
                .training(TRAINING.steps(9))
                .checkpoint(file, 100)
                .stopOn(signal)
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        if (step.number() == 4) signal.request();
                    }
                })
                .forget(SAMPLES);
        assertThat(end.end()).isEqualTo(RunSummary.End.INTERRUPTED);
        assertThat(end.steps()).isEqualTo(4);
        assertThat(file).exists();
    }

    @Test
    void stopsOnceTheConceptIsForgotten() {
        RunSummary end = run(model)
                .training(TRAINING.batch(5).steps(1000))
                .until(AtChance.below(model, SAMPLES, 5, 0.05))
                .forget(SAMPLES);
        assertThat(end.end()).isEqualTo(RunSummary.End.CHANCE_REACHED);
        assertThat(end.steps()).isLessThan(1000);
        assertThat(Knowledge.of(model, SAMPLES, 5).mentionProbability()).isLessThanOrEqualTo(0.05);
    }

    @Test
    void stopsWithTheStepAndTheReasonWhenALossIsNotFinite() {
        model.table.value().write(0, new float[] {Float.NaN}, 0, 1);
        List<RunSummary> told = new ArrayList<>();
        assertThatThrownBy(() -> run(model)
                        .training(TRAINING.steps(5))
                        .listen(new RunListener() {
                            @Override
                            public void finished(RunSummary summary) {
                                told.add(summary);
                            }
                        })
                        .forget(SAMPLES))
                .isInstanceOf(Diverged.class)
                .hasMessageContaining("loss is NaN");
        assertThat(told).extracting(RunSummary::end).containsExactly(RunSummary.End.DIVERGED);
        assertThat(told.get(0).reason()).startsWith("step " + (told.get(0).steps() + 1) + ": loss is NaN");
    }

    @Test
    void refusesWhatTheMethodNeedsAndTheRunWasNotGiven() {
        assertThatThrownBy(() -> run(model).method(new GradDiff(1, 1)).forget(SAMPLES))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("retain data");
        assertThatThrownBy(() -> run(model).method(new KlToBase(1, 1)).forget(SAMPLES))
                .hasMessageContaining("base model");
        assertThatThrownBy(() -> run(model).forget(List.of())).hasMessageContaining("no samples");
        assertThatThrownBy(() -> run(model).method(new GradDiff(1, 1)).check(SAMPLES))
                .hasMessageContaining("retain data");
    }

    @Test
    void gradDiffKeepsTheRetainSamples() {
        run(model)
                .method(new GradDiff(1, 1))
                .retain(List.of(new Sample(5, 2, 0)))
                .training(TRAINING.steps(30))
                .forget(SAMPLES.subList(0, 1));
        float[] logits = model.table.value().toArray();
        assertThat(logits[5 * 5 + 2]).isGreaterThan(2);
        assertThat(logits[1]).isLessThan(-2);
    }

    /** WGA: what a new method takes is one class. */
    private record WeightedAscent() implements WeightedMethod {
        @Override
        public String name() {
            return "WGA";
        }

        @Override
        public float weight(float concept, float probability) {
            return -probability;
        }
    }

    @Test
    void anotherMethodIsOneMoreClass() {
        run(model).method(new WeightedAscent()).training(TRAINING.steps(30)).forget(SAMPLES);
        run(model).method(new GradientAscent()).training(TRAINING.steps(1)).forget(SAMPLES);
        assertThat(steps.get(29).conceptProbability() < 0.1
                        || Double.isNaN(steps.get(29).conceptProbability()))
                .isTrue();
    }

    @Test
    void pointsToNoCheckpointThatWasNeverWritten() {
        Path file = folder.resolve("checkpoint.safetensors");
        model.table.value().write(0, new float[] {Float.NaN}, 0, 1);
        assertThatThrownBy(() -> run(model)
                        .training(TRAINING.steps(5))
                        .checkpoint(file, 3)
                        .forget(SAMPLES))
                .isInstanceOf(Diverged.class)
                .hasMessageNotContaining("last good checkpoint is");
    }

    @Test
    void continuesALogThatEndsWithinACharacter() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Path log = folder.resolve("run.jsonl");
        run(model)
                .training(TRAINING.steps(2))
                .checkpoint(file, 1)
                .listen(new JsonLinesLog(log))
                .forget(SAMPLES);
        Files.write(log, new byte[] {'{', '"', (byte) 0xc3}, StandardOpenOption.APPEND);
        run(model)
                .training(TRAINING.steps(2))
                .checkpoint(file, 1)
                .resume()
                .listen(new JsonLinesLog(log))
                .forget(SAMPLES);
        assertThat(Files.readAllLines(log)).allMatch(line -> line.endsWith("}"));
    }

    @Test
    void refusesACheckpointWhoseStepsAreNoNumber() {
        Path file = folder.resolve("checkpoint.safetensors");
        run(model).training(TRAINING.steps(2)).checkpoint(file, 1).forget(SAMPLES);
        Map<String, String> notes = new TreeMap<>(Safetensors.open(file).metadata());
        notes.put("fttp.steps", "-2");
        Map<String, Tensor> tensors = new TreeMap<>();
        for (String name : Safetensors.open(file).names()) {
            tensors.put(name, Safetensors.open(file).tensor(name, engine.pool()));
        }
        Safetensors.writeSealed(file, tensors, notes);
        tensors.values().forEach(Tensor::close);
        assertThatThrownBy(() -> run(model)
                        .training(TRAINING.steps(2))
                        .checkpoint(file, 1)
                        .resume()
                        .forget(SAMPLES))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("-2");
    }

    @Test
    void beginsWithoutWhatAnotherRunLeftInTheGradients() {
        float[] start = model.table.value().toArray();
        List<Sample> broken = new ArrayList<>(SAMPLES);
        broken.add(new Sample(99, 0, 0)); // no row of the table; in the second batch, by the seed
        assertThatThrownBy(() -> Unlearner.of(model)
                        .method(new Fttp(1, 1))
                        .training(
                                Training.by(Sgd.rate(1)).batch(3).accumulate(2).seed(1))
                        .forget(broken))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(model.table.gradient()).isPresent();
        assertThat(model.table.value().toArray()).isEqualTo(start);
        run(model).training(TRAINING.optimizer(Sgd.rate(1)).batch(5).steps(1)).forget(SAMPLES);
        try (TrainableToy fresh = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            run(fresh)
                    .training(TRAINING.optimizer(Sgd.rate(1)).batch(5).steps(1))
                    .forget(SAMPLES);
            assertThat(model.table.value().toArray())
                    .isEqualTo(fresh.table.value().toArray());
        }
    }

    @Test
    void refusesACheckpointOfOtherRates() {
        Path file = folder.resolve("checkpoint.safetensors");
        run(model).training(TRAINING.steps(2)).checkpoint(file, 1).forget(SAMPLES);
        try (TrainableToy slower = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK), 0.1)) {
            assertThatThrownBy(() -> run(slower)
                            .training(TRAINING.steps(2))
                            .checkpoint(file, 1)
                            .resume()
                            .forget(SAMPLES))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessage(file + ": was made with rate factors [1.0], this run has [0.1]");
        }
    }

    @Test
    void refusesAThresholdThatNoProbabilityIsBelow() {
        assertThatThrownBy(() -> AtChance.below(model, SAMPLES, 5, Double.NaN)).hasMessageContaining("NaN");
    }
}
