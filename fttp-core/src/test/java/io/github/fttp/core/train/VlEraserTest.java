package io.github.fttp.core.train;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.method.VlEraser;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loss, step and subtraction against the formula in double precision and its finite differences. */
class VlEraserTest {
    private static final int IN = 3;
    private static final int INNER = 4;
    private static final int WORDS = 5;
    private static final int RANK = 2;
    private static final double SCALE = 2; // alpha 4 by rank 2
    private static final float LAMBDA = 0.3f;
    private static final double RATE = 0.25;
    private static final Training TRAINING =
            Training.by(Sgd.rate(RATE)).batch(2).steps(1);

    /** Values that float32 holds exactly. */
    private static final double[] UP = wave(INNER * IN, 1);

    private static final double[] DOWN = wave(WORDS * INNER, 2);
    private static final double[] A_UP = wave(RANK * IN, 3);
    private static final double[] B_UP = wave(INNER * RANK, 4);
    private static final double[] A_DOWN = wave(RANK * INNER, 5);
    private static final double[] B_DOWN = wave(WORDS * RANK, 6);

    private final Engine engine = new OneDnnEngine();
    private final List<Parameter> owned = new ArrayList<>();
    private final Linear attention = layer("decoder.layers.0.self_attn.q_proj", IN, IN, wave(IN * IN, 7));
    private final Linear up = layer("decoder.layers.0.mlp.up_proj", IN, INNER, UP);
    private final Linear down = layer("decoder.layers.1.mlp.down_proj", INNER, WORDS, DOWN);

    private final Module decoder = new Module() {
        @Override
        public List<? extends Module> parts() {
            return List.of(attention, up, down);
        }
    };

    private static double[] wave(int count, int phase) {
        return Doubles.of(count, i -> (float) Math.sin(2 * i + phase));
    }

    /**
     * A text of rows with padding behind them, the last of which predicts a word.
     *
     * @param images how many rows stand in front that are an image's
     */
    private record Sample(double[][] rows, int images, int label) {
        int length() {
            return rows.length;
        }
    }

    private static final int LONGEST = 4;

    private static final List<Sample> FORGET = List.of(
            new Sample(new double[][] {{1, 0.5, -1}, {0.25, 1, 1}, {-1, 0.5, 0.5}}, 1, 3),
            new Sample(new double[][] {{0.5, -1, 0.25}, {1, 1, -0.5}}, 0, 1));

    /** Its second sample has no image; its first's positions are averaged. */
    private static final List<Sample> RETAIN = List.of(
            new Sample(new double[][] {{1, 1, 0}, {0, 1, 1}, {1, -1, 1}}, 2, 0),
            new Sample(new double[][] {{1, 2, 3}}, 0, 2));

    private static final double[] RETAINED = {0.5, 1, 0.5};

    private Linear layer(String name, int in, int out, double... values) {
        return Linear.of((weight, shape) -> parameter(weight, shape, values), name, in, out);
    }

    private Parameter parameter(String name, Shape shape, double... values) {
        Parameter parameter = new Parameter(name, engine.pool().draw(shape).set(floats(values)));
        owned.add(parameter);
        return parameter;
    }

    private static float[] floats(double... values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) rounded[i] = (float) values[i];
        return rounded;
    }

    @AfterEach
    void nothingLeaks() {
        owned.forEach(Parameter::close);
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    /** {@code down(up(x))} where each row stands for itself; attention's layer is there and not asked. */
    private final class Texts implements TrainableModel<Sample> {
        private final LoraAdapter adapter;

        Texts(LoraAdapter adapter) {
            this.adapter = adapter;
        }

        @Override
        public Engine engine() {
            return engine;
        }

        @Override
        public List<ParameterGroup> groups() {
            return List.of(new ParameterGroup(adapter.parameters(), 1));
        }

        @Override
        public List<Module> towers() {
            return List.of(decoder);
        }

        @Override
        public WeightChange change() {
            return WeightChange.of(engine, adapter);
        }

        @Override
        public Set<Need> offers() {
            return Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS);
        }

        @Override
        public ElementMask mask(List<Sample> batch) {
            return ElementMask.of(new float[batch.size()]);
        }

        @Override
        public Elements forward(Tape tape, List<Sample> batch, long seed) {
            return TokenElements.of(
                    new Pass(tape, batch),
                    mask(batch),
                    batch.stream().mapToInt(Sample::label).toArray(),
                    IntStream.range(0, batch.size()).toArray(),
                    batch.size(),
                    part -> adapter.without(() -> Tape.detached(engine, inner -> part.apply(new Pass(inner, batch)))));
        }

        @Override
        public Elements evaluate(Tape tape, List<Sample> batch) {
            return forward(tape, batch, 0);
        }
    }

    private final class Pass implements TokenElements.Pass {
        private final Tape tape;
        private final List<Sample> batch;
        private final Var logits;

        Pass(Tape tape, List<Sample> batch) {
            this.tape = tape;
            this.batch = batch;
            Tensor x = tape.drawKept(Shape.of(batch.size(), LONGEST, IN));
            x.fill(9); // padding that would be seen
            for (int b = 0; b < batch.size(); b++) {
                for (int t = 0; t < batch.get(b).length(); t++) {
                    x.write((long) (b * LONGEST + t) * IN, floats(batch.get(b).rows()[t]), 0, IN);
                }
            }
            Var all = down.forward(tape, up.forward(tape, tape.constant(x)));
            int[] last = IntStream.range(0, batch.size())
                    .map(b -> b * LONGEST + batch.get(b).length() - 1)
                    .toArray();
            logits = Rows.gather(tape, all.reshape(batch.size() * LONGEST, WORDS), last);
        }

        @Override
        public Tape tape() {
            return tape;
        }

        @Override
        public Var logits() {
            return logits;
        }

        @Override
        public int blocks() {
            return 1;
        }

        @Override
        public Var statesBefore(int block) {
            throw new AssertionError("has no positions");
        }

        @Override
        public Var states(int block) {
            return logits;
        }

        @Override
        public Module decoder() {
            return decoder;
        }

        @Override
        public int[] attendedRows() {
            return IntStream.range(0, batch.size() * LONGEST)
                    .filter(row -> row % LONGEST < batch.get(row / LONGEST).length())
                    .toArray();
        }

        @Override
        public List<int[]> imageRows() {
            return IntStream.range(0, batch.size())
                    .mapToObj(b -> IntStream.range(
                                    b * LONGEST, b * LONGEST + batch.get(b).images())
                            .toArray())
                    .toList();
        }
    }

    private LoraAdapter adapter(LoraTargets targets) {
        return LoraAdapter.attach(Lora.rank(RANK).alpha(4).on(targets), decoder, (name, shape) -> {
            double[] values = name.contains("q_proj")
                    ? new double[(int) shape.size()]
                    : name.contains("up_proj")
                            ? name.contains("lora_A") ? A_UP : B_UP
                            : name.contains("lora_A") ? A_DOWN : B_DOWN;
            return new Parameter(name, engine.pool().draw(shape).set(floats(values)));
        });
    }

    private static double[] product(double[] matrix, double... x) {
        return Doubles.of(matrix.length / x.length, row -> {
            double sum = 0;
            for (int k = 0; k < x.length; k++) sum += matrix[row * x.length + k] * x[k];
            return sum;
        });
    }

    private static double dot(double[] one, double... other) {
        double sum = 0;
        for (int k = 0; k < one.length; k++) sum += one[k] * other[k];
        return sum;
    }

    /** {@code P x}: without its part along one direction. */
    private static double[] without(double[] direction, double... x) {
        double along = dot(direction, x) / dot(direction, direction);
        return Doubles.of(x.length, k -> x[k] - along * direction[k]);
    }

    private static double[] share(double[] a, double[] b, double[] direction, double... x) {
        double[] said = product(b, product(a, without(direction, x)));
        return Doubles.of(said.length, k -> SCALE * said[k]);
    }

    private static double[] sum(double[] one, double... other) {
        return Doubles.of(one.length, k -> one[k] + other[k]);
    }

    /** @param all A and B of the one layer and then of the other, one behind the other */
    private static double loss(double... all) {
        double[] aUp = Arrays.copyOfRange(all, 0, 6);
        double[] bUp = Arrays.copyOfRange(all, 6, 14);
        double[] aDown = Arrays.copyOfRange(all, 14, 22);
        double[] bDown = Arrays.copyOfRange(all, 22, 32);
        double[] inner = product(UP, RETAINED);
        double far = 0;
        double descent = 0;
        int rows = 0;
        for (Sample sample : FORGET) {
            double[] logits = {};
            for (double[] x : sample.rows()) {
                double[] first = product(UP, x);
                double[] second = product(DOWN, first);
                double[] learned = share(aUp, bUp, RETAINED, x);
                double[] learnedBehind = share(aDown, bDown, inner, first);
                far += (2 - cosine(first, learned) - cosine(second, learnedBehind)) / 2;
                double[] state = sum(first, learned);
                logits = sum(product(DOWN, state), share(aDown, bDown, inner, state));
                rows++;
            }
            double partition = 0;
            for (double logit : logits) partition += Math.exp(logit);
            descent += (Math.log(partition) - logits[sample.label()]) / FORGET.size();
        }
        return LAMBDA * far / rows + (1 - (double) LAMBDA) * descent;
    }

    private static double cosine(double[] one, double... other) {
        return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
    }

    @Test
    void learnsWhatLayersSayOutOfTheWayOfRetainImagesAndIsSubtracted() {
        double[] begin = new double[32];
        System.arraycopy(A_UP, 0, begin, 0, 6);
        System.arraycopy(B_UP, 0, begin, 6, 8);
        System.arraycopy(A_DOWN, 0, begin, 14, 8);
        System.arraycopy(B_DOWN, 0, begin, 22, 10);
        double[] stepped = Doubles.of(32, i -> {
            double[] more = begin.clone();
            double[] less = begin.clone();
            more[i] += 1e-5;
            less[i] -= 1e-5;
            return begin[i] - RATE * (loss(more) - loss(less)) / 2e-5;
        });
        List<Double> losses = new ArrayList<>();
        try (LoraAdapter adapter = adapter(LoraTargets.named("q_proj", "up_proj", "down_proj"))) {
            run(new Texts(adapter), new VlEraser(3, LAMBDA, 0.01f), losses)
                    .retain(RETAIN)
                    .forget(FORGET);
            assertThat(losses.get(0)).isCloseTo(loss(begin), offset(1e-5));
            LowRank untouched = adapter.layers().get(0);
            assertClose("A", untouched.a().value(), new double[RANK * IN], 0);
            assertClose("B", untouched.b().value(), new double[IN * RANK], 0);
            require(adapter.layers().get(1), Arrays.copyOfRange(stepped, 0, 14), RETAINED);
            require(adapter.layers().get(2), Arrays.copyOfRange(stepped, 14, 32), product(UP, RETAINED));
        }
    }

    /** {@code A P} and {@code -3 B}. */
    private static void require(LowRank found, double[] learned, double... retained) {
        int in = retained.length;
        double[] a = Doubles.of(RANK * in, i -> {
            int row = i / in * in;
            return without(retained, Arrays.copyOfRange(learned, row, row + in))[i - row];
        });
        assertClose("A", found.a().value(), a, 1e-4);
        double[] b = Doubles.of(learned.length - RANK * in, i -> -3 * learned[RANK * in + i]);
        assertClose("B", found.b().value(), b, 1e-4);
    }

    private static Unlearner<Sample> run(Texts texts, VlEraser method, List<Double> losses) {
        return Unlearner.of(texts).method(method).training(TRAINING).listen(new RunListener() {
            @Override
            public void stepped(Step step) {
                losses.add(step.loss());
            }
        });
    }

    @Test
    void accumulatedSamplesWeighAsABatchOfThemBothWhereTheyAreEquallyLong() {
        List<Sample> equal = List.of(FORGET.get(0), new Sample(FORGET.get(0).rows(), 0, 2));
        List<Double> losses = new ArrayList<>();
        try (LoraAdapter adapter = adapter(LoraTargets.named("up_proj", "down_proj"))) {
            run(new Texts(adapter), new VlEraser(1, LAMBDA, 0.01f), losses)
                    .retain(RETAIN)
                    .forget(equal);
        }
        try (LoraAdapter adapter = adapter(LoraTargets.named("up_proj", "down_proj"))) {
            run(new Texts(adapter), new VlEraser(1, LAMBDA, 0.01f), losses)
                    .training(TRAINING.batch(1).accumulate(2))
                    .retain(RETAIN)
                    .forget(equal);
        }
        assertThat(losses.get(1)).isCloseTo(losses.get(0), offset(1e-5));
    }

    /** Features (1, 0, 0) and (1, 0.001, 0): their second singular value is about 0.0005 of the first. */
    @Test
    void directionsOfSmallSingularValuesAreLeftOnlyWhereTheyCountAsZero() {
        List<Sample> nearlyTheSame =
                List.of(new Sample(new double[][] {{1, 0, 0}}, 1, 0), new Sample(new double[][] {{1, 0.001, 0}}, 1, 0));
        assertThat(heardAlongTheSecondAxis(nearlyTheSame, 0.01f)).isGreaterThan(0.1);
        assertThat(heardAlongTheSecondAxis(nearlyTheSame, 0)).isLessThan(1e-3);
    }

    private double heardAlongTheSecondAxis(List<Sample> retain, float zero) {
        try (LoraAdapter adapter = adapter(LoraTargets.named("up_proj"))) {
            run(new Texts(adapter), new VlEraser(1, LAMBDA, zero), new ArrayList<>())
                    .retain(retain)
                    .forget(FORGET);
            float[] a = adapter.layers().get(0).a().value().toArray();
            assertThat(Math.hypot(a[0], a[IN])).isLessThan(1e-3);
            return Math.hypot(a[1], a[IN + 1]);
        }
    }

    @Test
    void refusesAdaptersElsewhereAndRetainDataWithoutImages() {
        try (LoraAdapter adapter = adapter(LoraTargets.named("q_proj"))) {
            Unlearner<Sample> run = run(new Texts(adapter), new VlEraser(1, LAMBDA, 0), new ArrayList<>());
            assertThatThrownBy(() -> run.retain(RETAIN).forget(FORGET))
                    .isInstanceOf(BadData.class)
                    .hasMessage("VL-Eraser: finds no adapter on a feed-forward layer");
        }
        try (LoraAdapter adapter = adapter(LoraTargets.named("up_proj"))) {
            Unlearner<Sample> run = run(new Texts(adapter), new VlEraser(1, LAMBDA, 0), new ArrayList<>());
            assertThatThrownBy(() -> run.retain(RETAIN.subList(1, 2)).forget(FORGET))
                    .isInstanceOf(BadData.class)
                    .hasMessage("VL-Eraser: needs images in the retain data, whose features it leaves as they are");
        }
    }
}
