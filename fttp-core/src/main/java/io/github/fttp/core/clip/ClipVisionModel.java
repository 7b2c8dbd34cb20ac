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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CLIP's image encoder, or SigLIP's. Source: transformers' {@code CLIPVisionModel} and {@code SiglipVisionModel}, whose hidden
 * states it gives.
 */
public final class ClipVisionModel implements Module {
    /** The weight of a {@code CLIPVisionModelWithProjection} that follows the states computed here. */
    private static final String PROJECTION = "visual_projection.weight";

    private final ClipVisionConfig config;
    private final Optional<Parameter> classEmbedding;
    private final PatchEmbedding patchEmbedding;
    private final Parameter positionEmbedding;
    private final Optional<LayerNorm> preLayrnorm;
    private final List<ClipLayer> layers = new ArrayList<>();
    private final LayerNorm postLayernorm;

    private ClipVisionModel(ClipVisionConfig config, Weights weights, String prefix) {
        this.config = config;
        int width = config.hiddenSize();
        String embeddings = prefix + "embeddings.";
        VisionKind kind = config.kind();
        classEmbedding = kind.hasClassToken
                ? Optional.of(weights.requireFloat32(embeddings + "class_embedding", Shape.of(width)))
                : Optional.empty();
        patchEmbedding = PatchEmbedding.of(
                weights,
                embeddings + "patch_embedding",
                width,
                config.channels(),
                config.patchSize(),
                kind.hasPatchBias);
        positionEmbedding =
                weights.requireFloat32(embeddings + "position_embedding.weight", Shape.of(config.positions(), width));
        // The name is misspelled in every checkpoint.
        preLayrnorm = kind.normsEmbedding
                ? Optional.of(LayerNorm.of(weights, prefix + "pre_layrnorm", width, config.layerNormEps()))
                : Optional.empty();
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
        Checkpoint checkpoint = Checkpoint.open(folder, "model", ClipVisionModel::currentName);
        ClipVisionModel model = of(config, CheckpointWeights.of(checkpoint, engine.pool()), "vision_model.");
        checkpoint.requireAllRead(name -> CheckpointWeights.isHarmless(name) || name.equals(PROJECTION));
        return model;
    }

    private static String currentName(String name) {
        return name.startsWith("vision_model.") || name.equals(PROJECTION) ? name : "vision_model." + name;
    }

    /** Its sizes and settings. */
    public ClipVisionConfig config() {
        return config;
    }

    /**
     * Hidden states {@code [B, positions, C]}: number 0 is the embedding, behind its norm where it has one, number {@code i} the
     * output of layer {@code i}. Layers behind the last one wanted are not computed.
     *
     * @param images {@code [B, channels, S, S]}
     * @param wanted numbers
     * @return one a number wanted, in the order of the numbers
     */
    public List<Var> hiddenStates(Tape tape, Tensor images, Set<Integer> wanted) {
        int batch = images.shape().dim(0);
        int width = config.hiddenSize();
        Var x = patchEmbedding.forward(tape, images); // [B, patches, C]
        if (classEmbedding.isPresent()) {
            Var token = tape.use(classEmbedding.get()).reshape(1, width);
            x = Rows.concat(tape, 1, Rows.gather(tape, token, new int[batch]).reshape(batch, 1, width), x);
        }
        x = Elementwise.add(tape, x, tape.use(positionEmbedding));
        if (preLayrnorm.isPresent()) x = preLayrnorm.get().forward(tape, x);
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

    /** A CLIP's class token's last state behind the last norm, {@code [B, C]}, from the last hidden state. */
    public Var pooled(Tape tape, Var lastState) {
        int batch = lastState.shape().dim(0);
        Var first = Rows.slice(tape, lastState, 1, 0, 1).reshape(batch, config.hiddenSize());
        return postLayernorm.forward(tape, first);
    }

    @Override
    public List<Parameter> own() {
        return Stream.concat(classEmbedding.stream(), Stream.of(positionEmbedding))
                .toList();
    }

    @Override
    public List<Module> parts() {
        List<Module> parts = new ArrayList<>();
        parts.add(patchEmbedding);
        preLayrnorm.ifPresent(parts::add);
        parts.addAll(layers);
        parts.add(postLayernorm);
        return parts;
    }
}
