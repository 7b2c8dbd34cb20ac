package io.github.fttp.mllm.llama;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Embedding;
import io.github.fttp.core.nn.KeyValueCache;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.RmsNorm;
import io.github.fttp.core.nn.Rope;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.MergedInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Llama decoder with its output layer. Source: transformers' {@code LlamaForCausalLM}, whose values it gives.
 *
 * <p>Logits are computed only for the rows somebody asks for: over a vocabulary of 32,000 they cost as much as a layer.
 */
public final class LlamaModel implements Module {
    /** The name of the output layer's weight, which there is where it is not the embedding. */
    public static final String HEAD = "lm_head.weight";

    private final LlamaConfig config;
    private final Embedding embedTokens;
    private final List<LlamaLayer> layers = new ArrayList<>();
    private final RmsNorm norm;
    private final Linear lmHead;
    private final float[] frequencies;

    private LlamaModel(LlamaConfig config, Weights weights, String prefix) {
        this.config = config;
        embedTokens = Embedding.of(weights, prefix + "embed_tokens", config.vocabulary(), config.hiddenSize());
        for (int i = 0; i < config.layers(); i++) layers.add(new LlamaLayer(config, weights, prefix + "layers." + i));
        norm = RmsNorm.of(weights, prefix + "norm", config.hiddenSize(), config.rmsNormEps());
        // As transformers 5 has it: an output layer that the files hold is taken where it is another one.
        boolean tied = config.tiedEmbeddings() && !weights.differ(HEAD, prefix + "embed_tokens.weight");
        lmHead = tied
                ? Linear.tied("lm_head", embedTokens.weight())
                : Linear.of(weights, "lm_head", config.hiddenSize(), config.vocabulary());
        frequencies = Rope.frequencies(config.headSize(), config.ropeTheta());
        for (int i = 0; i < frequencies.length; i++)
            frequencies[i] = config.ropeScaling().apply(frequencies[i]);
    }

    /** @param prefix in front of the names of all but the output layer: {@code model.} in a folder of its own */
    public static LlamaModel of(LlamaConfig config, Weights weights, String prefix) {
        return new LlamaModel(config, weights, prefix);
    }

    /** Loads a Hugging Face folder; weights stay mapped where their type allows. */
    public static LlamaModel load(Path folder, Engine engine) {
        LlamaConfig config = LlamaConfig.read(folder);
        Checkpoint checkpoint = Checkpoint.open(folder, "model", name -> name);
        LlamaModel model = of(config, CheckpointWeights.of(checkpoint, engine.pool()), "model.");
        checkpoint.requireAllRead(name -> CheckpointWeights.isHarmless(name) || config.isTied(name));
        return model;
    }

    /** Its sizes and settings. */
    public LlamaConfig config() {
        return config;
    }

    /** The table of all tokens' embeddings, {@code [V, C]}. */
    public Tensor embeddings() {
        return embedTokens.weight().value();
    }

    /** The embeddings of tokens, {@code [ids.length, C]}. */
    public Var embed(Tape tape, int... ids) {
        return embedTokens.forward(tape, ids);
    }

    /**
     * The embeddings of a batch with images in their places, {@code [B, T, C]}.
     *
     * @param features {@code [.., C]}, a row for each position of an image; not looked at where there is none
     */
    public Var embed(Tape tape, MergedInputs inputs, Var features) {
        int batch = inputs.ids().length;
        int length = inputs.length();
        int[] ids = new int[batch * length];
        // The image's own id may lie outside of the vocabulary; what is looked up there is replaced.
        Arrays.setAll(ids, i -> inputs.image()[i / length][i % length] ? 0 : inputs.ids()[i / length][i % length]);
        int[] places = inputs.imageRows();
        Var words = embed(tape, ids);
        if (places.length == 0) return words.reshape(batch, length, config.hiddenSize());
        int rows = features.shape().rows();
        if (rows != places.length) {
            throw new IllegalArgumentException(rows + " image features for " + places.length + " places in the text");
        }
        return Rows.merge(tape, words, features.reshape(rows, config.hiddenSize()), places)
                .reshape(batch, length, config.hiddenSize());
    }

    /**
     * All layers and the last norm.
     *
     * @param hidden is told the states in between: the embeddings, then the output of each layer with what is added
     *     to it
     * @return {@code [B, T, C]}; what stands at padding means nothing
     */
    public Var forward(Tape tape, DecoderInput input, Consumer<Var> hidden) {
        AttentionMask mask =
                AttentionMask.causal().windowed(config.slidingWindow()).padded(input.attended());
        Var x = input.embeddings();
        hidden.accept(x);
        Rope rope = rope(tape, input.positions());
        for (int i = 0; i < layers.size(); i++) {
            LlamaLayer layer = layers.get(i);
            x = input.deep().added(tape, i, tape.block(x, (inner, states) -> layer.forward(inner, states, rope, mask)));
            hidden.accept(x);
        }
        return norm.forward(tape, x);
    }

    private Rope rope(Tape tape, int[][]... positions) {
        return positions.length == 1
                ? Rope.of(tape, positions[0], frequencies)
                : Rope.of(tape, positions, config.ropeSections().axes(frequencies.length), frequencies);
    }

    /** An empty cache a layer, for {@code batch} sequences of at most {@code capacity} positions; the caller closes them. */
    public List<KeyValueCache> caches(Engine engine, int batch, int capacity) {
        List<KeyValueCache> caches = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            caches.add(new KeyValueCache(engine, batch, capacity, config.keyValueHeads(), config.headSize()));
        }
        return caches;
    }

    /** {@link #forward} for positions behind those in the caches, which take them in; padding is on the left. */
    public Var forward(Tape tape, DecoderInput input, List<KeyValueCache> caches) {
        AttentionMask mask =
                AttentionMask.causal().windowed(config.slidingWindow()).padded(input.attended());
        Rope rope = rope(tape, input.positions());
        Var x = input.embeddings();
        for (int i = 0; i < layers.size(); i++) {
            LlamaLayer layer = layers.get(i);
            KeyValueCache cache = caches.get(i);
            x = input.deep()
                    .added(tape, i, tape.block(x, (inner, states) -> layer.forward(inner, states, rope, mask, cache)));
        }
        return norm.forward(tape, x);
    }

    /** Logits of rows of {@link #forward}'s result, {@code [N, C]} to {@code [N, V]}. */
    public Var logits(Tape tape, Var rows) {
        return lmHead.forward(tape, rows);
    }

    /** The number of attended tokens before each; 1 at padding, as the reference has it. */
    public static int[][] positions(boolean[][] attended) {
        int[][] positions = new int[attended.length][];
        for (int b = 0; b < attended.length; b++) {
            positions[b] = new int[attended[b].length];
            int seen = 0;
            for (int t = 0; t < attended[b].length; t++) positions[b][t] = attended[b][t] ? seen++ : 1;
        }
        return positions;
    }

    @Override
    public List<Module> parts() {
        List<Module> parts = new ArrayList<>();
        parts.add(embedTokens);
        parts.addAll(layers);
        parts.add(norm);
        parts.add(lmHead);
        return parts;
    }
}
