package io.github.fttp.bench;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.List;

/**
 * A step of FTTP with LoRA on a vision-language model: images encoded, forward, split loss, backward, AdamW on the adapters. May be
 * repeated; always the same batch.
 */
public final class LlavaStep implements StepModel.TimedStep {
    /** Method that weighs the labels. */
    public static final Fttp METHOD = new Fttp(0.3f, 1f);
    /** Learning rate of AdamW. */
    public static final double RATE = 2e-4;

    private final Engine engine;
    private final boolean checkpointing;
    private final VisionLanguageModel model;
    private final LoraAdapter adapter;
    private final TrainableConversations trainable;
    private final Updates updates;
    private final List<SampleWithImages> samples;

    /** @param engine stays the caller's */
    public LlavaStep(BenchModel which, Engine engine, Weights weights) {
        this(which, engine, weights, which.batch(), which.isLarge());
    }

    LlavaStep(BenchModel which, Engine engine, Weights weights, int batch, boolean checkpointing) {
        this.engine = engine;
        this.checkpointing = checkpointing;
        model = which.model(weights);
        adapter = LoraAdapter.attach(Lora.rank(BenchModel.RANK), model.languageModel(), engine.pool(), 1);
        // B is 0 in a new adapter, and then A has no gradient that another program could be compared by.
        Weights random = new RandomWeights(engine.pool(), 2, 0.02, DType.FLOAT32);
        for (LowRank layer : adapter.layers()) {
            Parameter b = layer.b();
            try (Parameter drawn = random.require(b.name(), b.value().shape())) {
                engine.copy(drawn.value(), b.value());
            }
        }
        trainable = TrainableConversations.of(model, engine, adapter).encodingAnew();
        updates = new Updates(engine, AdamW.rate(RATE), trainable.groups());
        samples = which.samples(batch);
    }

    /** The model. */
    public VisionLanguageModel model() {
        return model;
    }

    /** Gives the adapter that trains. */
    public LoraAdapter adapter() {
        return adapter;
    }

    /** The batch. */
    public List<SampleWithImages> samples() {
        return samples;
    }

    @Override
    public float run() {
        float loss = gradients();
        updates.step(1, 1);
        return loss;
    }

    /** The first half of a step: the loss, and its gradients in the adapters' parameters. */
    float gradients() {
        try (Tape tape = checkpointing ? Tape.checkpointing(engine) : Tape.recording(engine)) {
            Elements elements = trainable.forward(tape, samples, 0);
            Var loss = elements.weighted(SplitWeights.of(METHOD, elements.mask(), elements.probabilities()));
            float value = loss.value().scalar();
            tape.backward(loss);
            return value;
        }
    }

    @Override
    public void close() {
        updates.close();
        trainable.close();
        adapter.close();
        model.close();
    }
}
