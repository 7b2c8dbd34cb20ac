package io.github.fttp.core.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.CudaEngine;
import io.github.fttp.core.engine.CudaEngines;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.GpuWork;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.nn.RmsNorm;
import io.github.fttp.core.nn.Rope;
import io.github.fttp.core.nn.SelfAttention;
import io.github.fttp.core.nn.SwiGluMlp;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of what a training step of a transformer asks of a GPU: it must neither wait more often than it has to, nor grow. */
class GpuStepTest {
    private static final int WIDTH = 16;
    private static final int WORDS = 11;
    private static final int LAYERS = 2;
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};
    private static final int[] LABELS = {1, 4, 1, 5, 9, 2, 6, 5};
    private static final float[] PER_TOKEN = {1, -1, 1, 1, 1, -1, 1, 1};

    /** The labels' losses, the loss, what multiplies it on the way back, and the norm of the gradients. */
    private static final int WAITS = 4;
    /**
     * Numbers of rows, labels, weights, cosines and sines, the scalars of the loss; tables of the gradients whose squares
     * are summed and of the parameters.
     */
    private static final int SENDS = 10;

    private static final int LAUNCHES = 44;
    private static final int GRAPHS = 8;

    @Test
    void waitsForTheLossesAndTheNormOnly() {
        List<GpuWork> steps = steps(false);
        assertThat(steps.get(2)).as("as much as the step before").isEqualTo(steps.get(1));
        assertThat(steps.get(2).waits()).isEqualTo(WAITS);
        assertThat(steps.get(2).sends()).isEqualTo(SENDS);
    }

    @Test
    void asksForNoMoreWhereGradientsAreUsedUpAtOnce() {
        assertThat(steps(true).get(2)).isEqualTo(steps(false).get(2));
    }

    /**
     * In each of two layers seven weights with a product each on the way, by the input and by the weight; attention's two on
     * the way and five back; the head's on the way and by the input. What is launched beside may become less.
     */
    @Test
    void multipliesWhatItMustAndLaunchesNoMoreThanItDid() {
        GpuWork step = steps(false).get(2);
        assertThat(step.products()).isEqualTo(2 * (7 * 3 + 2 + 5) + 2);
        assertThat(step.kernels() + step.moves()).isLessThanOrEqualTo(LAUNCHES);
    }

    /**
     * The first step draws its memory, the second is written down, the third makes the graphs. From the fourth on the update of
     * the parameters is asked for alone, and there is a graph for each stretch between what waits or is sent to a tensor.
     */
    @Test
    void startsByGraphsAllButTheUpdateOfAStepThatComesAgain() {
        List<GpuWork> usual = new ArrayList<>();
        List<GpuWork> replayed = new ArrayList<>();
        try (CudaEngine engine = (CudaEngine) CudaEngines.cuda(Precision.EXACT)) {
            train(engine, STEADY, usual);
        }
        try (CudaEngine engine = CudaEngines.replaying(Precision.EXACT)) {
            train(engine, STEADY, replayed);
        }
        for (int step = 3; step < STEADY.size(); step++) {
            GpuWork each = replayed.get(step);
            GpuWork asked = usual.get(step);
            assertThat(each).isEqualTo(new GpuWork(1, 0, 0, asked.sends(), asked.waits(), each.graphs()));
            assertThat(each.graphs()).isLessThanOrEqualTo(GRAPHS);
        }
    }

    @Test
    void computesTheSameBitsByGraphs() {
        for (List<Batch> batches : List.of(STEADY, CHANGING)) {
            List<float[]> expected;
            try (Engine engine = CudaEngines.cuda(Precision.EXACT)) {
                expected = train(engine, batches, new ArrayList<>());
            }
            List<float[]> found;
            try (Engine engine = CudaEngines.replaying(Precision.EXACT)) {
                found = train(engine, batches, new ArrayList<>());
            }
            assertThat(found).hasSize(expected.size());
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).as("loss or parameter " + i).isEqualTo(expected.get(i));
            }
        }
    }

    /** @param rate multiplies the learning rate */
    private record Batch(double rate, int[] ids, int[] labels) {
        static Batch of(double rate, int first, int length) {
            int[] ids = new int[length];
            int[] labels = new int[length];
            for (int i = 0; i < length; i++) {
                ids[i] = (first + i * i) % WORDS;
                labels[i] = (first + 3 * i) % WORDS;
            }
            return new Batch(rate, ids, labels);
        }
    }

    /** As long as each other, of other words and with another learning rate each. */
    private static final List<Batch> STEADY = List.of(
            Batch.of(1, 0, 8),
            Batch.of(0.5, 1, 8),
            Batch.of(0.4, 2, 8),
            Batch.of(0.3, 3, 8),
            Batch.of(0.2, 4, 8),
            Batch.of(0.1, 5, 8));

    /** A shorter one where graphs are used already, and once more. */
    private static final List<Batch> CHANGING = List.of(
            Batch.of(1, 0, 8),
            Batch.of(1, 1, 8),
            Batch.of(1, 2, 8),
            Batch.of(1, 3, 8),
            Batch.of(1, 4, 5),
            Batch.of(1, 5, 8),
            Batch.of(1, 6, 5));

    /** Trains, and gives the losses and then the parameters. */
    private static List<float[]> train(Engine engine, List<Batch> batches, List<GpuWork> work) {
        List<float[]> results = new ArrayList<>();
        try (Transformer model = new Transformer(Weights.random(engine.pool(), 5))) {
            model.parameters().forEach(each -> each.unfreeze(engine.pool()));
            try (Updates updates =
                    new Updates(engine, AdamW.rate(1e-3), List.of(new ParameterGroup(model.parameters(), 1)))) {
                for (Batch batch : batches) {
                    GpuWork before = ((CudaEngine) engine).work();
                    try (Tape tape = Tape.recording(engine)) {
                        Var loss = model.loss(tape, batch.ids(), batch.labels());
                        results.add(new float[] {loss.value().scalar()});
                        tape.backward(loss);
                        updates.gradientNorm();
                        updates.step(batch.rate(), 1);
                    }
                    work.add(((CudaEngine) engine).work().since(before));
                }
            }
            for (Parameter each : model.parameters()) results.add(each.value().toArray());
        }
        return results;
    }

    /** Counts what each of three steps asks. */
    private static List<GpuWork> steps(boolean gradientsUsedUp) {
        List<GpuWork> work = new ArrayList<>();
        try (CudaEngine engine = (CudaEngine) CudaEngines.cuda(Precision.EXACT);
                Transformer model = new Transformer(Weights.random(engine.pool(), 5))) {
            model.parameters().forEach(each -> each.unfreeze(engine.pool()));
            try (Updates updates =
                    new Updates(engine, AdamW.rate(1e-3), List.of(new ParameterGroup(model.parameters(), 1)))) {
                for (int step = 0; step < 3; step++) {
                    GpuWork before = engine.work();
                    try (Tape tape = Tape.recording(engine)) {
                        Var loss = model.loss(tape, IDS, LABELS);
                        loss.value().scalar();
                        if (gradientsUsedUp) updates.stepWhile(1, complete -> tape.backward(loss, complete));
                        else {
                            tape.backward(loss);
                            updates.gradientNorm();
                            updates.step(1, 1);
                        }
                    }
                    work.add(engine.work().since(before));
                }
            }
        }
        return work;
    }

    /** A language model in small. */
    private static final class Transformer implements AutoCloseable {
        private final Parameter words;
        private final List<RmsNorm> norms = new ArrayList<>();
        private final List<SelfAttention> attention = new ArrayList<>();
        private final List<SwiGluMlp> inner = new ArrayList<>();

        Transformer(Weights weights) {
            words = weights.require("words", Shape.of(WORDS, WIDTH));
            for (int i = 0; i < LAYERS; i++) {
                norms.add(RmsNorm.of(weights, "norm." + i, WIDTH, 1e-6));
                attention.add(SelfAttention.llama(weights, "attention." + i, WIDTH, 2, 2, WIDTH / 2, false));
                inner.add(SwiGluMlp.of(weights, "mlp." + i, WIDTH, 3 * WIDTH, false));
            }
        }

        List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>();
            norms.forEach(each -> all.addAll(each.parameters()));
            attention.forEach(each -> all.addAll(each.parameters()));
            inner.forEach(each -> all.addAll(each.parameters()));
            return all;
        }

        Var loss(Tape tape, int[] ids, int[] labels) {
            int[][] positions = {IntStream.range(0, ids.length).toArray()};
            Rope rope = Rope.of(tape, positions, Rope.frequencies(WIDTH / 2, 10_000));
            Var x = Rows.gather(tape, tape.use(words), ids).reshape(1, ids.length, WIDTH);
            for (int i = 0; i < LAYERS; i++) {
                Var normed = norms.get(i).forward(tape, x);
                x = Elementwise.add(tape, x, attention.get(i).forward(tape, normed, rope, AttentionMask.causal()));
                x = Elementwise.add(tape, x, inner.get(i).forward(tape, x));
            }
            Var logits = Products.linear(tape, x.reshape(ids.length, WIDTH), tape.use(words));
            return TokenLosses.of(tape, logits, labels).weighted(Arrays.copyOf(PER_TOKEN, labels.length));
        }

        @Override
        public void close() {
            words.close();
            norms.forEach(RmsNorm::close);
            attention.forEach(SelfAttention::close);
            inner.forEach(SwiGluMlp::close);
        }
    }
}
