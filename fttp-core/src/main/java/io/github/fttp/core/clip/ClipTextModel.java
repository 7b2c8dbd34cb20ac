package io.github.fttp.core.clip;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Embedding;
import io.github.fttp.core.nn.LayerNorm;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * CLIP's text encoder. Source: transformers' {@code CLIPTextModel} and {@code CLIPTextModelWithProjection}, whose values it
 * gives.
 *
 * <p>Each position sees those before it, and padding is seen like any other token: Stable Diffusion was trained so.
 */
public final class ClipTextModel implements Module {
    private static final String PREFIX = "text_model.";
    private static final String PROJECTION = "text_projection";

    private final ClipTextConfig config;
    private final Embedding tokenEmbedding;
    private final Parameter positionEmbedding;
    private final List<ClipLayer> layers = new ArrayList<>();
    private final LayerNorm finalLayerNorm;
    /** None or one, as the configuration says. */
    private final List<Linear> textProjection;

    private ClipTextModel(ClipTextConfig config, Weights weights) {
        this.config = config;
        int width = config.hiddenSize();
        String embeddings = PREFIX + "embeddings.";
        tokenEmbedding = Embedding.of(weights, embeddings + "token_embedding", config.vocabulary(), width);
        positionEmbedding = weights.requireFloat32(
                embeddings + "position_embedding.weight", Shape.of(config.maxPositions(), width));
        for (int i = 0; i < config.layers(); i++) {
            layers.add(ClipLayer.of(
                    weights,
                    PREFIX + "encoder.layers." + i,
                    width,
                    config.heads(),
                    config.intermediateSize(),
                    config.activation(),
                    config.layerNormEps()));
        }
        finalLayerNorm = LayerNorm.of(weights, PREFIX + "final_layer_norm", width, config.layerNormEps());
        textProjection = config.isProjecting()
                ? List.of(Linear.of(weights, PROJECTION, width, config.projectionSize()))
                : List.of();
    }

    /** Weights are asked for as {@code text_model.embeddings.token_embedding.weight} and so on. */
    public static ClipTextModel of(ClipTextConfig config, Weights weights) {
        return new ClipTextModel(config, weights);
    }

    /**
     * Loads a Hugging Face folder, such as a pipeline's {@code text_encoder}; weights stay mapped where their type allows.
     * Names with and without {@code text_model.} in front are read: transformers 5 leaves it out.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint if a weight is missing, has another shape or belongs to no part
     */
    public static ClipTextModel load(Path folder, Engine engine) {
        ClipTextConfig config = ClipTextConfig.read(folder);
        return of(config, CheckpointWeights.of(checked(folder, config), engine.pool()));
    }

    /** Opens the weights of a folder; names and shapes are those of the configuration, and none is read yet. */
    public static Checkpoint checked(Path folder, ClipTextConfig config) {
        Checkpoint checkpoint = Checkpoint.open(folder, "model", ClipTextModel::fullName);
        of(config, CheckpointWeights.checking(checkpoint));
        // The reference's class without a projection leaves out that of the file.
        boolean unused = !config.isProjecting();
        checkpoint.requireAllRead(
                name -> CheckpointWeights.isHarmless(name) || unused && name.equals(PROJECTION + ".weight"));
        return checkpoint;
    }

    private static String fullName(String name) {
        return name.startsWith(PREFIX) || name.startsWith(PROJECTION + ".") ? name : PREFIX + name;
    }

    /** Its sizes and settings. */
    public ClipTextConfig config() {
        return config;
    }

    /**
     * Hidden states {@code [B, T, C]}: number 0 is the embedding, number {@code i} the output of layer {@code i}. Layers
     * behind the last one wanted are not computed.
     *
     * @param ids {@code [B][T]}, with {@code T} at most the configuration's {@code maxPositions}
     * @param wanted numbers, at most that of the layers
     * @return one a number wanted, in the order of the numbers
     */
    public List<Var> hiddenStates(Tape tape, int[][] ids, Set<Integer> wanted) {
        return hiddenStates(tape, embed(tape, ids), wanted);
    }

    /** The table of all tokens' embeddings, {@code [V, C]}. */
    public Tensor embeddings() {
        return tokenEmbedding.weight().value();
    }

    /** The embeddings of tokens without their positions, {@code [B, T, C]}. */
    public Var embed(Tape tape, int[][] ids) {
        requireIds(ids);
        return tokenEmbedding.forward(tape, flat(ids)).reshape(ids.length, ids[0].length, config.hiddenSize());
    }

    /** The hidden states of tokens whose embeddings {@link #embed} gave, or others in their place. */
    public List<Var> hiddenStates(Tape tape, Var tokens, Set<Integer> wanted) {
        int length = tokens.shape().dim(1);
        Var positions = tape.use(positionEmbedding).slice(0, 0, length); // [T, C]
        Var x = Elementwise.add(tape, tokens, positions); // [B, T, C]
        List<Var> states = new ArrayList<>();
        int last = wanted.stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = 0; i <= last; i++) {
            if (i > 0) {
                ClipLayer layer = layers.get(i - 1);
                x = tape.block(x, (inner, state) -> layer.forward(inner, state, AttentionMask.causal()));
            }
            if (wanted.contains(i)) states.add(x);
        }
        return states;
    }

    /** A hidden state through the last norm; of the last one this is what the reference calls {@code last_hidden_state}. */
    public Var normalised(Tape tape, Var state) {
        return finalLayerNorm.forward(tape, state);
    }

    /**
     * Computes the states that a U-Net attends to, {@code [B, T, C]}.
     *
     * @param ids {@code [B][T]}
     * @throws IllegalArgumentException if more layers are to be skipped than there are
     */
    public Var forward(Tape tape, int[][] ids, HiddenLayer layer) {
        if (layer.skipped() > config.layers()) {
            throw new IllegalArgumentException(
                    layer.skipped() + " layers can't be skipped: the text encoder has " + config.layers());
        }
        Var state = hiddenStates(tape, ids, Set.of(config.layers() - layer.skipped()))
                .get(0);
        return layer.isNormalised() ? normalised(tape, state) : state;
    }

    /**
     * The state of the end token, {@code [B, C]}: its first position, or that of the highest id where the configuration's
     * end token is {@link ClipTextConfig#WRONG_END_ID}. A text without one gives its first position, as the reference does.
     *
     * @param last the last hidden state behind the last norm, {@code [B, T, C]}
     * @param ids {@code [B][T]}, those it was computed from
     */
    public Var pooled(Tape tape, Var last, int[][] ids) {
        int length = last.shape().dim(1);
        int[] rows = new int[ids.length];
        Arrays.setAll(rows, b -> b * length + config.pooledPosition(ids[b]));
        return Rows.gather(tape, last.reshape(ids.length * length, config.hiddenSize()), rows);
    }

    /**
     * The pooled state {@code [B, C]} in the space that texts and images share, {@code [B, projectionSize]}.
     *
     * @throws IllegalStateException if the configuration has no projection
     */
    public Var projected(Tape tape, Var pooled) {
        if (textProjection.isEmpty()) throw new IllegalStateException("this text encoder has no " + PROJECTION);
        return textProjection.get(0).forward(tape, pooled);
    }

    private void requireIds(int[][] ids) {
        if (ids.length == 0) throw new IllegalArgumentException("a batch needs at least one text");
        int length = ids[0].length;
        if (length == 0 || length > config.maxPositions()) {
            throw new IllegalArgumentException("a text has " + length + " ids, expected 1 to " + config.maxPositions());
        }
        for (int[] row : ids) {
            if (row.length != length) {
                throw new IllegalArgumentException(
                        "the texts of a batch have " + length + " and " + row.length + " ids");
            }
            for (int id : row) {
                if (id < 0 || id >= config.vocabulary()) {
                    throw new IllegalArgumentException(
                            "id " + id + " is not in the vocabulary of " + config.vocabulary());
                }
            }
        }
    }

    private static int[] flat(int[][] ids) {
        return Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray();
    }

    @Override
    public List<Parameter> own() {
        return List.of(positionEmbedding);
    }

    @Override
    public List<Module> parts() {
        List<Module> parts = new ArrayList<>();
        parts.add(tokenEmbedding);
        parts.addAll(layers);
        parts.add(finalLayerNorm);
        parts.addAll(textProjection);
        return parts;
    }
}
