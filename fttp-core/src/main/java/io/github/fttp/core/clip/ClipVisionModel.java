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
import io.github.fttp.core.nn.LayerNorm;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.PatchEmbedding;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** CLIP's image encoder. Source: transformers' {@code CLIPVisionModel}, whose values it gives. */
public final class ClipVisionModel implements Module {
    private final ClipVisionConfig config;
    private final Parameter classEmbedding;
    private final PatchEmbedding patchEmbedding;
    private final Parameter positionEmbedding;
    private final LayerNorm preLayrnorm;
    private final List<ClipLayer> layers = new ArrayList<>();
    private final LayerNorm postLayernorm;

    private ClipVisionModel(ClipVisionConfig config, Weights weights, String prefix) {
        this.config = config;
        int width = config.hiddenSize();
        String embeddings = prefix + "embeddings.";
        classEmbedding = weights.requireFloat32(embeddings + "class_embedding", Shape.of(width));
        patchEmbedding = PatchEmbedding.of(
                weights, embeddings + "patch_embedding", width, config.channels(), config.patchSize());
        positionEmbedding =
                weights.requireFloat32(embeddings + "position_embedding.weight", Shape.of(config.patches() + 1, width));
        // The name is misspelled in every checkpoint.
        preLayrnorm = LayerNorm.of(weights, prefix + "pre_layrnorm", width, config.layerNormEps());
        for (int i = 0; i < config.layers(); i++) {
            layers.add(ClipLayer.of(
                    weights,
                    prefix + "encoder.layers." + i,
                    width,
                    config.heads(),
                    config.intermediateSize(),
                    config.activation(),
                    config.layerNormEps()));
        }
        postLayernorm = LayerNorm.of(weights, prefix + "post_layernorm", width, config.layerNormEps());
    }

    /** @param prefix in front of all names: {@code vision_model.} in a folder of its own */
    public static ClipVisionModel of(ClipVisionConfig config, Weights weights, String prefix) {
        return new ClipVisionModel(config, weights, prefix);
    }

    /** Loads a Hugging Face folder; weights stay mapped where their type allows. */
    public static ClipVisionModel load(Path folder, Engine engine) {
        ClipVisionConfig config = ClipVisionConfig.read(folder);
        Checkpoint checkpoint = Checkpoint.open(
                folder, "model", name -> name.startsWith("vision_model.") ? name : "vision_model." + name);
        ClipVisionModel model = of(config, CheckpointWeights.of(checkpoint, engine.pool()), "vision_model.");
        checkpoint.requireAllRead(CheckpointWeights::isHarmless);
        return model;
    }

    /** Its sizes and settings. */
    public ClipVisionConfig config() {
        return config;
    }

    /**
     * Hidden states {@code [B, 1 + patches, C]}: number 0 is the embedding behind its norm, number {@code i} the output of
     * layer {@code i}. Layers behind the last one wanted are not computed.
     *
     * @param images {@code [B, channels, S, S]}
     * @param wanted numbers
     * @return one a number wanted, in the order of the numbers
     */
    public List<Var> hiddenStates(Tape tape, Tensor images, Set<Integer> wanted) {
        int batch = images.shape().dim(0);
        int width = config.hiddenSize();
        Var patches = patchEmbedding.forward(tape, images); // [B, patches, C]
        Var token = tape.use(classEmbedding).reshape(1, width);
        Var tokens = Rows.gather(tape, token, new int[batch]).reshape(batch, 1, width);
        Var x = Elementwise.add(tape, Rows.concat(tape, 1, tokens, patches), tape.use(positionEmbedding));
        x = preLayrnorm.forward(tape, x);
        List<Var> states = new ArrayList<>();
        int last = wanted.stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = 0; i <= last; i++) {
            if (i > 0) {
                ClipLayer layer = layers.get(i - 1);
                x = tape.block(x, (inner, state) -> layer.forward(inner, state, AttentionMask.full()));
            }
            if (wanted.contains(i)) states.add(x);
        }
        return states;
    }

    /** The class token's last state behind the last norm, {@code [B, C]}, from the last hidden state. */
    public Var pooled(Tape tape, Var lastState) {
        int batch = lastState.shape().dim(0);
        Var first = Rows.slice(tape, lastState, 1, 0, 1).reshape(batch, config.hiddenSize());
        return postLayernorm.forward(tape, first);
    }

    @Override
    public List<Parameter> own() {
        return List.of(classEmbedding, positionEmbedding);
    }

    @Override
    public List<Module> parts() {
        List<Module> parts = new ArrayList<>();
        parts.add(patchEmbedding);
        parts.add(preLayrnorm);
        parts.addAll(layers);
        parts.add(postLayernorm);
        return parts;
    }
}
