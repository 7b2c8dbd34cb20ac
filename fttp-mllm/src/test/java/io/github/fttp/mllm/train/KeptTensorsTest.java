package io.github.fttp.mllm.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.clip.VisionKind;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.loss.Weighting;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.StepData;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.VlEraser;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a method says that it keeps against what its tape holds, on a LLaVA of two layers in which positions, widths and
 * ranks are all 64: then all tensors that count are equally large, and so is every block that the pool lends for one.
 */
class KeptTensorsTest {
    private static final int SIDE = 64;
    private static final int LAYERS = 2;
    private static final long TENSOR = (long) SIDE * SIDE;

    private final Engine engine = new OneDnnEngine();
    private final LlavaModel model = LlavaModel.of(
            new LlavaConfig(
                    "llama",
                    new LlamaConfig(
                            24,
                            SIDE,
                            SIDE,
                            LAYERS,
                            2,
                            2,
                            SIDE / 2,
                            SIDE,
                            1e-6,
                            10000,
                            new RopeScaling.None(),
                            0,
                            RopeSections.none(),
                            AttentionKind.PLAIN,
                            false,
                            false),
                    new ClipVisionConfig(VisionKind.CLIP, 8, 16, 2, 2, 3, 8, 4, 1e-5, Activation.QUICK_GELU),
                    3,
                    List.of(1),
                    false,
                    Activation.GELU,
                    true),
            new RandomWeights(engine.pool(), 5, 0.2, DType.FLOAT32));

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    /** Half of the positions each, in words alone. */
    private static SampleWithImages sample(int first) {
        int[] ids = new int[SIDE / 2];
        Arrays.fill(ids, 5);
        ids[0] = first;
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, ids.length - 3, EncodedSample.IGNORE);
        EncodedSample text = new EncodedSample(
                "sample",
                List.of(),
                "",
                ids,
                Collections.nCopies(ids.length, new TextSpan(0, 0)),
                labels,
                new float[ids.length]);
        return new SampleWithImages(text, List.of());
    }

    /** Whole tensors of the size that all have; what is smaller by far, such as single values, does not make up one. */
    private long tensors(Runnable made) {
        engine.pool().resetPeak();
        long before = engine.pool().peakBytes();
        made.run();
        engine.pool().resetPeak();
        return (engine.pool().peakBytes() - before) / (4 * TENSOR);
    }

    private static final List<SampleWithImages> BATCH = List.of(sample(1), sample(2));

    private long ofForward(TrainableConversations trainable) {
        try (Tape tape = Tape.recording(engine)) {
            return tensors(() -> trainable.forward(tape, BATCH, 1));
        }
    }

    private long ofLoss(TrainableConversations trainable, VlEraser method) {
        try (Tape tape = Tape.recording(engine)) {
            Elements forget = trainable.forward(tape, BATCH, 1);
            return tensors(() -> method.loss(new OfOneBatch(tape, forget)));
        }
    }

    @Test
    void vlEraserKeepsWhatItSays() {
        VlEraser method = new VlEraser(1, 0.5f, 0.01f);
        VlEraser descent = new VlEraser(1, 0, 0.01f);
        long layers = 3 * LAYERS;
        // What layers say is kept too, but not among tensors.
        long said = layers * (method.keptBeside(SIDE, SIDE, SIDE, SIDE) / TENSOR - 1);
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(SIDE), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            long plain = ofForward(trainable);
            for (LowRank each : adapter.layers()) {
                if (!each.module().contains("mlp")) continue;
                each.avoid(engine.pool().draw(Shape.of(1, SIDE)).set(new float[SIDE]));
            }
            long forward = ofForward(trainable) - plain;
            assertThat(forward).isEqualTo(layers * descent.keptBeside(SIDE, SIDE, SIDE, SIDE) / TENSOR);
            assertThat(forward + ofLoss(trainable, method) - ofLoss(trainable, descent))
                    .isEqualTo(said);
        }
    }

    /** A step with one batch of each kind; the descent costs nothing here. */
    private record OfOneBatch(Tape tape, Elements forget) implements Terms {
        @Override
        public StepData data() {
            return StepData.BOTH;
        }

        @Override
        public Elements retain() {
            throw new AssertionError("no method here asks for it");
        }

        @Override
        public Elements alternative() {
            throw new AssertionError("no method here asks for it");
        }

        @Override
        public float[] weights(Elements elements, Weighting weighting) {
            throw new AssertionError("no method here asks for it");
        }

        @Override
        public int samples(Elements elements) {
            return BATCH.size();
        }

        @Override
        public long seed() {
            return 1;
        }

        @Override
        public Var weighted(Elements elements, Weighting weighting) {
            return tape.constant(tape.drawKept(Shape.of()).set(0));
        }

        @Override
        public Var toBase(Elements elements, Weighting weighting) {
            throw new AssertionError("no method here asks for it");
        }

        @Override
        public Var sum(Var... terms) {
            return Elementwise.sum(tape, terms);
        }
    }
}
