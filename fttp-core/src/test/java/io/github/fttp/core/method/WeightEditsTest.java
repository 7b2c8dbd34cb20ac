package io.github.fttp.core.method;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Choices and changes of weights against their formulas, from gradients and outputs that are given. */
class WeightEditsTest {
    private final Engine engine = new OneDnnEngine();
    private final List<Parameter> weights = new ArrayList<>();

    @AfterEach
    void nothingLeaks() {
        weights.forEach(Parameter::close);
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private Parameter weight(String name, Shape shape, float... values) {
        Parameter weight = new Parameter(name, engine.pool().draw(shape).set(values));
        weight.trainable(true);
        weights.add(weight);
        return weight;
    }

    /** Says of a model only whether it recognises. */
    private record Recognising(boolean yes) implements Elements {
        @Override
        public Mean recognition() {
            return new Mean(yes ? 1 : 0, 1);
        }

        @Override
        public ElementMask mask() {
            return ElementMask.of();
        }

        @Override
        public float[] losses() {
            return new float[0];
        }

        @Override
        public float[] probabilities() {
            return new float[0];
        }

        @Override
        public float chance() {
            return 0;
        }

        @Override
        public Var weighted(float[] weights) {
            throw new AssertionError("not asked");
        }

        @Override
        public Var distanceToBase(float[] weights) {
            throw new AssertionError("not asked");
        }
    }

    /** Gives each batch of each kind of data its gradients. */
    private class Given implements Passes {
        final Map<Data, List<Map<String, float[]>>> batches = new HashMap<>();

        Given batch(Data data, Map<String, float[]> gradients) {
            batches.computeIfAbsent(data, kind -> new ArrayList<>()).add(gradients);
            return this;
        }

        @Override
        public Engine engine() {
            return engine;
        }

        @Override
        public List<Parameter> weights() {
            return weights;
        }

        @Override
        public List<Module> towers() {
            return List.of();
        }

        @Override
        public int batches(Data data) {
            return batches.get(data).size();
        }

        @Override
        public void gradients(Data data, TrainingMethod loss, Runnable behindEach) {
            for (Map<String, float[]> batch : batches.get(data)) {
                batch.forEach((name, values) -> add(
                        weights.stream()
                                .filter(each -> each.name().equals(name))
                                .findFirst()
                                .orElseThrow(),
                        values));
                behindEach.run();
            }
        }

        private void add(Parameter weight, float... gradient) {
            try (Tape tape = Tape.recording(engine)) {
                Tensor loss = tape.draw(Shape.of()).set(0);
                Var used = tape.use(weight);
                tape.backward(tape.record(
                        loss,
                        dy -> used.contribute((dx, write) -> {
                            float[] sum = gradient.clone();
                            if (write == Write.ADD) {
                                float[] before = dx.toArray();
                                for (int i = 0; i < sum.length; i++) sum[i] += before[i];
                            }
                            dx.set(sum);
                        }),
                        used));
            }
        }

        @Override
        public void elements(Data data, Consumer<Elements> each) {
            throw new AssertionError("not asked");
        }
    }

    @Test
    void mmUnlearnerAscendsByWeightsThatMatterAtLeastAsMuchToForgetData() {
        weight("w", Shape.of(4), 1, 1, 1, 1);
        Given given = new Given()
                // Mean squares: (1 + 9) / 2 = 5, (4 + 4) / 2 = 4, 0, (1 + 1) / 2 = 1.
                .batch(Passes.Data.FORGET, Map.of("w", new float[] {1, 2, 0, 1}))
                .batch(Passes.Data.FORGET, Map.of("w", new float[] {-3, -2, 0, 1}))
                // 4, 4, 0, 9.
                .batch(Passes.Data.RETAIN, Map.of("w", new float[] {-2, 2, 0, 3}));
        WeightMask mask = new MmUnlearner(1, 1).choose(given);
        // What matters to neither may change: (0 + 1e-15) / (0 + 1e-15) = 1.
        assertThat(List.of(mask.allows("w", 0), mask.allows("w", 1), mask.allows("w", 2), mask.allows("w", 3)))
                .containsExactly(true, true, true, false);
        WeightMask stricter = new MmUnlearner(1, 1.1f).choose(given);
        assertThat(List.of(stricter.allows("w", 0), stricter.allows("w", 1), stricter.allows("w", 2)))
                .containsExactly(true, false, false);
    }

    @Test
    void mmUnlearnerFollowsAForgetStepWithAsManyRetainStepsAsThereAreToIt() {
        Turns turns = new MmUnlearner(1, 1).turns(2, 7);
        assertThat(turns.epoch()).isEqualTo(2 * (1 + 3)); // floor(7 / 2)
        assertThat(List.of(turns.at(0), turns.at(1), turns.at(3), turns.at(4)))
                .containsExactly(StepData.FORGET, StepData.RETAIN, StepData.RETAIN, StepData.FORGET);
        assertThat(turns.forgetSteps(5)).isEqualTo(2);
        assertThat(turns.retainSteps(5)).isEqualTo(3);
        assertThat(new MmUnlearner(1, 1).turns(5, 2).epoch()).isEqualTo(5 * 2);
    }

    /** Four layers with importance and alignment: (1/2, 0.6), (1, 0.8), (1, 1), (1/4, 0). The third is dominated by the second. */
    private Given layers() {
        weight("blocks.0.a.weight", Shape.of(2, 1), 2, 0);
        weight("blocks.1.a.weight", Shape.of(2, 1), 1, 0);
        weight("blocks.2.a.weight", Shape.of(2, 1), 1, 0);
        weight("blocks.1.b.weight", Shape.of(2, 1), 4, 0);
        weight("blocks.3.norm.weight", Shape.of(2), 1, 1);
        weight("head.weight", Shape.of(2, 1), 1, 0);
        weight("embed_tokens.weight", Shape.of(2, 1), 1e-9f, 0);
        return new Given()
                .batch(Passes.Data.FORGET, gradients(1, 1, 1, 1, 50))
                .batch(Passes.Data.FORGET, gradients(1, 1, 1, 1, -49))
                .batch(
                        Passes.Data.RETAIN,
                        Map.of(
                                "blocks.0.a.weight", new float[] {3, 4},
                                "blocks.1.a.weight", new float[] {-4, 3},
                                "blocks.2.a.weight", new float[] {7, 0},
                                "blocks.1.b.weight", new float[] {0, 5},
                                "head.weight", new float[] {0, 1}));
    }

    private static Map<String, float[]> gradients(float a, float b, float c, float d, float head) {
        Map<String, float[]> all = new LinkedHashMap<>();
        all.put("blocks.0.a.weight", new float[] {a, 0});
        all.put("blocks.1.a.weight", new float[] {b, 0});
        all.put("blocks.2.a.weight", new float[] {c, 0});
        all.put("blocks.1.b.weight", new float[] {d, 0});
        all.put("blocks.3.norm.weight", new float[] {1, 1});
        all.put("head.weight", new float[] {head / 1000, 0});
        all.put("embed_tokens.weight", new float[] {1, 0});
        return all;
    }

    /** Recognises while the weight of the layer that is changed is above a bound. */
    private Passes recognising(Given layers, String layer, double bound) {
        return new Given() {
            {
                batches.putAll(layers.batches);
            }

            @Override
            public void elements(Data data, Consumer<Elements> each) {
                Parameter changed = weights.stream()
                        .filter(weight -> weight.name().equals(layer))
                        .findFirst()
                        .orElseThrow();
                each.accept(new Recognising(changed.value().toArray()[0] > bound));
            }
        };
    }

    @Test
    void slugMakesTheSmallestStepThatForgetsOnTheDeepestLayerOfTheFront() {
        Given layers = layers();
        // On the front: the first (0.6 and 1/2), the second (0.8 and 1), the fourth (0 and 1/4), the deepest in the
        // model's order;
        // the head lies in no block.
        Passes passes = recognising(layers, "blocks.1.b.weight", -4);
        // g_f is the mean over two batches, 1. First step |w| / (10 |g|) = 0.4, doubled: 0.4, 0.8, 1.6, 3.2, 6.4, 12.8
        // forgets
        // (4 - 12.8 < -4); then halved in: 9.6 forgets, 8 is on the bound and forgets, 7.2 does not, 7.6 does not.
        new Slug(1, 10).edit(passes);
        assertThat(weights.get(3).value().toArray()).containsExactly(new float[] {-4, 0}, within(1e-5f));
        assertThat(weights.get(0).value().toArray()).containsExactly(2, 0);
        assertThat(weights.get(5).value().toArray()).containsExactly(1, 0);
    }

    @Test
    void slugScalesTheStepThatItFoundAndTakesTheLargestWhereNoneForgets() {
        Passes passes = recognising(layers(), "blocks.1.b.weight", -4);
        new Slug(0.5f, 10).edit(passes);
        assertThat(weights.get(3).value().toArray()).containsExactly(new float[] {0, 0}, within(1e-5f)); // 4 - 0.5 * 8
        weights.get(3).value().set(new float[] {4, 0});
        new Slug(1, 3).edit(passes);
        assertThat(weights.get(3).value().toArray()).containsExactly(new float[] {2.4f, 0}, within(1e-5f)); // 4 - 1.6
    }

    @Test
    void slugRefusesWeightsOfWhichNoneIsALayer() {
        weight("blocks.3.norm.weight", Shape.of(2), 1, 1);
        Given given = new Given()
                .batch(Passes.Data.FORGET, Map.of("blocks.3.norm.weight", new float[] {1, 1}))
                .batch(Passes.Data.RETAIN, Map.of("blocks.3.norm.weight", new float[] {1, 1}));
        assertThatThrownBy(() -> new Slug(1, 10).edit(given))
                .isInstanceOf(BadData.class)
                .hasMessage("SLUG: finds no layer with a gradient among the weights that train");
    }

    /** Two towers of blocks with a feed-forward layer of three neurons each; inputs are single numbers. */
    private final class Towers implements Passes {
        final List<List<Linear>> layers = new ArrayList<>();
        final Map<Data, float[]> inputs = new HashMap<>();
        /** Layers that a pass goes by, as the last block of an image encoder whose last state nobody asks for. */
        final List<Linear> idle = new ArrayList<>();

        Linear layer(String name, float... rows) {
            Weights given =
                    (weight, shape) -> weight(weight, shape, weight.endsWith("bias") ? new float[rows.length] : rows);
            return Linear.withBias(given, name, 1, rows.length);
        }

        @Override
        public Engine engine() {
            return engine;
        }

        @Override
        public List<Parameter> weights() {
            return weights;
        }

        @Override
        public List<Module> towers() {
            List<Module> towers = new ArrayList<>();
            for (List<Linear> each : layers) {
                towers.add(new Module() {
                    @Override
                    public List<? extends Module> parts() {
                        return each;
                    }
                });
            }
            return towers;
        }

        @Override
        public int batches(Data data) {
            return 1;
        }

        @Override
        public void gradients(Data data, TrainingMethod loss, Runnable behindEach) {
            throw new AssertionError("needs no gradient");
        }

        @Override
        public void elements(Data data, Consumer<Elements> each) {
            float[] given = inputs.get(data);
            try (Tape tape = Tape.forward(engine)) {
                Var x = tape.constant(tape.drawKept(Shape.of(given.length, 1)).set(given));
                for (List<Linear> tower : layers)
                    for (Linear layer : tower) if (!idle.contains(layer)) layer.forward(tape, x);
                each.accept(new Recognising(true));
            }
        }
    }

    @Test
    void manuCutsOffNeuronsThatAnswerMoreStronglyToForgetData() {
        Towers towers = new Towers();
        Linear early = towers.layer("tower.layers.0.mlp.fc1", 5, 5, 5);
        Linear late = towers.layer("tower.layers.1.mlp.fc1", 1, 2, 3);
        Linear attention = towers.layer("tower.layers.1.self_attn.q_proj", 1, 2, 3);
        Linear other = towers.layer("decoder.layers.7.mlp.up_proj", 1, -1, 1);
        towers.layers.add(List.of(early, late, attention));
        towers.layers.add(List.of(other));
        late.own().get(1).value().set(new float[] {0, 1, -100});
        other.own().get(1).value().set(new float[] {0.5f, 0, 0});
        towers.inputs.put(Passes.Data.FORGET, new float[] {4, -2, 6, 1});
        towers.inputs.put(Passes.Data.RETAIN, new float[] {1, -1, 2, 0});
        new Manu(0.34f, 1).edit(towers); // one of three neurons in each tower
        int cut = highest(new double[][] {{1, 0}, {2, 1}, {3, -100}});
        for (int row = 0; row < 3; row++) {
            assertThat(late.weight().value().toArray()[row] == 0)
                    .as("row %d", row)
                    .isEqualTo(row == cut);
        }
        assertThat(late.own().get(1).value().toArray()[cut]).isZero();
        int otherCut = highest(new double[][] {{1, 0.5}, {-1, 0}, {1, 0}});
        for (int row = 0; row < 3; row++) {
            assertThat(other.weight().value().toArray()[row] == 0)
                    .as("row %d", row)
                    .isEqualTo(row == otherCut);
        }
        assertThat(early.weight().value().toArray()).containsExactly(5, 5, 5);
        assertThat(attention.weight().value().toArray()).containsExactly(1, 2, 3);
    }

    @Test
    void manuCutsNoNeuronsThatNobodyComputes() {
        Towers towers = new Towers();
        Linear late = towers.layer("tower.layers.1.mlp.fc1", 1, 2, 3);
        Linear last = towers.layer("tower.layers.2.mlp.fc1", 1, 2, 3);
        towers.layers.add(List.of(late, last));
        towers.idle.add(last);
        late.own().get(1).value().set(new float[] {0, 1, -100});
        towers.inputs.put(Passes.Data.FORGET, new float[] {4, -2, 6, 1});
        towers.inputs.put(Passes.Data.RETAIN, new float[] {1, -1, 2, 0});
        new Manu(0.34f, 2).edit(towers); // one of three
        assertThat(last.weight().value().toArray()).containsExactly(1, 2, 3);
        assertThat(late.weight().value().toArray()[highest(new double[][] {{1, 0}, {2, 1}, {3, -100}})])
                .isZero();
    }

    /** @param neurons slope and offset of each */
    private static int highest(double[]... neurons) {
        int best = 0;
        for (int i = 1; i < neurons.length; i++) {
            if (score(neurons[i]) > score(neurons[best])) best = i;
        }
        return best;
    }

    private static double score(double... neuron) {
        double[] forget = importance(neuron, 4, -2, 6, 1);
        double[] retain = importance(neuron, 1, -1, 2, 0);
        double score = 0;
        for (int i = 0; i < 3; i++) score += 2 * (forget[i] / (retain[i] + 1e-5) - 1);
        return score;
    }

    /** Mean of magnitudes, standard deviation, root of the mean square. */
    private static double[] importance(double[] neuron, double... inputs) {
        double mean = 0;
        double magnitude = 0;
        double square = 0;
        for (double x : inputs) {
            double z = neuron[0] * x + neuron[1];
            mean += z / inputs.length;
            magnitude += Math.abs(z) / inputs.length;
            square += z * z / inputs.length;
        }
        double variance = 0;
        for (double x : inputs) variance += Math.pow(neuron[0] * x + neuron[1] - mean, 2) / inputs.length;
        return new double[] {magnitude, Math.sqrt(variance), Math.sqrt(square)};
    }

    @Test
    void manuRefusesAModelWithoutFeedForwardParts() {
        assertThatThrownBy(() -> new Manu(0.02f, 3).edit(new Towers()))
                .isInstanceOf(BadData.class)
                .hasMessage("MANU: finds no feed-forward part among the weights that may change");
    }
}
