package io.github.fttp.core.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Passes;
import io.github.fttp.core.method.SelectiveMethod;
import io.github.fttp.core.method.StepData;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.Turns;
import io.github.fttp.core.method.WeightMask;
import io.github.fttp.core.method.WeightedMethod;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableToy.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaliencyTest {
    private static final Training TRAINING = Training.by(Sgd.rate(1)).batch(3).steps(1);
    private static final int WORDS = TrainableToy.WORDS;
    private static final List<Sample> SAMPLES = List.of(new Sample(0, 1, 1), new Sample(2, 3, 0), new Sample(2, 4, 0));

    private final Engine engine = new OneDnnEngine();
    private final TrainableToy model = new TrainableToy(engine, 3, Set.of(Need.CONCEPT_MASK));
    private final List<Step> steps = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    /** The gradient of the sum of losses {@code weight * l} of single samples by the table. */
    private static double[] gradient(float[] table, List<Sample> samples, double weight) {
        double[] gradient = new double[table.length];
        for (Sample sample : samples) {
            int row = sample.row() * WORDS;
            double sum = 0;
            for (int j = 0; j < WORDS; j++) sum += Math.exp(table[row + j]);
            for (int j = 0; j < WORDS; j++) {
                gradient[row + j] += weight * (Math.exp(table[row + j]) / sum - (j == sample.label() ? 1 : 0));
            }
        }
        return gradient;
    }

    @Test
    void theLargestShareOfSummedGradientsMayChange() {
        float[] table = model.table.value().toArray();
        double[] gradient = gradient(table, SAMPLES, -1);
        WeightMask mask = Saliency.of(new GradientAscent()).ratio(0.35).mask(model, SAMPLES);
        assertThat(mask.count()).isEqualTo(5); // 0.35 * 15 = 5.25
        for (int i = 0; i < table.length; i++) {
            double magnitude = Math.abs(gradient[i]);
            long larger = 0;
            for (double other : gradient) if (Math.abs(other) > magnitude) larger++;
            assertThat(mask.allows("table", i))
                    .as("weight %d of %s", i, magnitude)
                    .isEqualTo(larger < 5);
        }
        assertThat(model.table.value().toArray()).isEqualTo(table);
        assertThat(model.table.gradient()).isEmpty();
    }

    @Test
    void whatCancelsOverBatchesMattersNot() {
        // Ascent on a label and descent on the same one: 0, however large both are.
        List<Sample> both = List.of(new Sample(0, 1, 1), new Sample(0, 1, 0), new Sample(1, 2, 0));
        WeightMask mask = Saliency.of(new Fttp(1, 1)).ratio(5 / 15.0).mask(model, both);
        for (int i = 0; i < 3 * WORDS; i++) {
            assertThat(mask.allows("table", i)).isEqualTo(i / WORDS == 1);
        }
    }

    @Test
    void allParametersAreRankedTogetherAndTheFirstOfEqualOnesAreTaken() {
        try (Parameter a = given("a", 0.5f, -3, 1e-20f, 0);
                Parameter b = given("b", 0.5f, -0.5f, 2, -0.0f)) {
            // In magnitude: 3, 2, then 0.5 three times.
            assertThat(WeightMask.largest(List.of(a, b), 0.5)).hasToString(mask(Map.of("a", "0,1", "b", "0,2")));
            assertThat(WeightMask.largest(List.of(a, b), 6 / 8.0))
                    .hasToString(mask(Map.of("a", "0,1,2", "b", "0,1,2")));
            assertThat(WeightMask.largest(List.of(a, b), 7 / 8.0))
                    .hasToString(mask(Map.of("a", "0,1,2,3", "b", "0,1,2")));
            assertThat(WeightMask.largest(List.of(a, b), 0).count()).isZero();
            assertThat(WeightMask.largest(List.of(a, b), 1).count()).isEqualTo(8);
        }
    }

    @Test
    void refusesGradientsThatAreNotFinite() {
        try (Parameter a = given("a", 1, Float.NaN)) {
            assertThatThrownBy(() -> WeightMask.largest(List.of(a), 0.5))
                    .isInstanceOf(BadData.class)
                    .hasMessage("gradient of a: is NaN at weight 1");
        }
    }

    /** A parameter with this gradient: that of {@code sum_i g_i w_i}. */
    private Parameter given(String name, float... gradient) {
        Parameter parameter = new Parameter(name, engine.pool().zeros(Shape.of(gradient.length)));
        parameter.trainable(true);
        try (Tape tape = Tape.recording(engine)) {
            Tensor loss = tape.draw(Shape.of()).set(0);
            tape.backward(tape.record(
                    loss, dy -> tape.use(parameter).contribute((dx, write) -> dx.set(gradient)), tape.use(parameter)));
        }
        return parameter;
    }

    private static String mask(Map<String, String> ones) {
        return WeightMask.of(ones.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
                    BitSet bits = new BitSet();
                    for (String each : entry.getValue().split(",")) bits.set(Integer.parseInt(each));
                    return bits;
                })))
                .toString();
    }

    private Unlearner<Sample> run(WeightMask mask) {
        return Unlearner.of(model)
                .method(new Fttp(1, 1))
                .saliency(mask)
                .training(TRAINING)
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        steps.add(step);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStepMovesWhatMayChangeAndNothingElse(boolean usedUp) {
        float[] before = model.table.value().toArray();
        BitSet bits = new BitSet();
        bits.set(1);
        bits.set(2 * WORDS + 3);
        Unlearner<Sample> run = run(WeightMask.of(Map.of("table", bits)));
        if (usedUp) run.training(TRAINING.fuseWherePossible());
        run.forget(SAMPLES);
        float[] after = model.table.value().toArray();
        double[] ascent = gradient(before, SAMPLES.subList(0, 1), -1 / 3.0);
        double[] descent = gradient(before, SAMPLES.subList(1, 3), 1 / 3.0);
        double squares = 0;
        for (int i = 0; i < before.length; i++) {
            double gradient = bits.get(i) ? ascent[i] + descent[i] : 0;
            squares += gradient * gradient;
            if (bits.get(i)) assertThat(after[i]).isCloseTo((float) (before[i] - gradient), within(1e-6f));
            else assertThat(after[i]).isEqualTo(before[i]);
        }
        assertThat(steps.get(0).gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-6));
    }

    @Test
    void clippingSeesOnlyWhatMayChange() {
        float[] before = model.table.value().toArray();
        BitSet bits = new BitSet();
        bits.set(1);
        run(WeightMask.of(Map.of("table", bits))).training(TRAINING.clip(0.01)).forget(SAMPLES);
        assertThat(Math.abs(model.table.value().toArray()[1] - before[1])).isCloseTo(0.01f, within(1e-5f));
    }

    /** Ascent by one weight of two that are asked for: on retain data all change. */
    private record OfOneWeight() implements SelectiveMethod {
        @Override
        public String name() {
            return "of one weight";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.RETAIN_DATA);
        }

        @Override
        public Turns turns(int forget, int retain) {
            return new Turns(1, 1, 1);
        }

        @Override
        public Var loss(Terms terms) {
            return terms.weighted(
                    terms.data() == StepData.FORGET ? terms.forget() : terms.retain(), (concept, probability) -> 1);
        }

        @Override
        public WeightMask choose(Passes passes) {
            BitSet bits = new BitSet();
            bits.set(1);
            return WeightMask.of(Map.of("table", bits));
        }

        @Override
        public boolean clipsFirst() {
            return true;
        }
    }

    @Test
    void aMethodsOwnChoiceBindsForgetStepsAloneAndComesBehindClipping() {
        float[] before = model.table.value().toArray();
        List<Sample> one = SAMPLES.subList(0, 1);
        run(WeightMask.all())
                .method(new OfOneWeight())
                .retain(one)
                .training(TRAINING.clip(0.01))
                .forget(one);
        double[] gradient = gradient(before, one, 1);
        double norm = Math.sqrt(Arrays.stream(gradient).map(x -> x * x).sum());
        float[] after = model.table.value().toArray();
        for (int i = 0; i < before.length; i++) {
            double moved = i == 1 ? 0.01 * gradient[i] / norm : 0; // the norm is that of all
            assertThat(after[i]).isCloseTo((float) (before[i] - moved), within(1e-5f));
        }
        run(WeightMask.all())
                .method(new OfOneWeight())
                .retain(one)
                .training(TRAINING.steps(2))
                .forget(one);
        assertThat(model.table.value().toArray()[0]).isNotEqualTo(after[0]);
    }

    private record Masked() implements WeightedMethod {
        @Override
        public String name() {
            return "masked";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.ANCHOR_PROMPT, Need.RETAIN_DATA);
        }

        @Override
        public float weight(float concept, float probability) {
            return -1;
        }
    }

    @Test
    void refusesAMaskOfAnotherModelAndALossOfOtherData() {
        assertThatThrownBy(
                        () -> run(WeightMask.of(Map.of("other", new BitSet()))).check(SAMPLES))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("saliency mask: does not fit table");
        assertThatThrownBy(() -> run(WeightMask.all()).method(new Masked()).check(SAMPLES))
                .hasMessage("masked: needs retain data, anchor prompt, which this run was not given");
        assertThatThrownBy(() -> Saliency.of(new GradDiff(1, 1)).mask(model, SAMPLES))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("retain data");
        assertThatThrownBy(() -> Saliency.of(new GradientAscent()).ratio(1.5)).hasMessageContaining("was 1.5");
    }

    @Test
    void doesNotResumeWithAnotherMask() {
        Path file = folder.resolve("checkpoint.safetensors");
        BitSet bits = new BitSet();
        bits.set(1);
        run(WeightMask.of(Map.of("table", bits))).checkpoint(file, 1).forget(SAMPLES);
        bits.set(2);
        assertThatThrownBy(() -> run(WeightMask.of(Map.of("table", bits)))
                        .checkpoint(file, 1)
                        .resume()
                        .check(SAMPLES))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("was made with saliency ");
    }
}
