package io.github.fttp.core.clip;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Set;

/** An encoder of texts and one of images, projected to one space. Source: transformers' {@code CLIPModel}. */
final class ClipModel implements Module {
    private final ClipTextModel textModel;
    private final ClipVisionModel visionModel;
    private final Linear visualProjection;

    private ClipModel(ClipConfig config, Weights weights) {
        textModel = ClipTextModel.of(config.text(), weights);
        visionModel = ClipVisionModel.of(config.vision(), weights, "vision_model.");
        visualProjection =
                Linear.of(weights, "visual_projection", config.vision().hiddenSize(), config.projectionSize());
    }

    /** Weights are asked for as {@code text_model.*}, {@code vision_model.*} and {@code *_projection.weight}. */
    static ClipModel of(ClipConfig config, Weights weights) {
        return new ClipModel(config, weights);
    }

    /** {@code get_text_features}: ids {@code [B][T]} give {@code [B, projectionSize]}, of any norm. */
    Var textFeatures(Tape tape, int[][] ids) {
        int layers = textModel.config().layers();
        Var state = textModel.hiddenStates(tape, ids, Set.of(layers)).get(0); // [B, T, C]
        Var pooled = textModel.pooled(tape, textModel.normalised(tape, state), ids); // [B, C]
        return textModel.projected(tape, pooled);
    }

    /** {@code get_image_features}: images {@code [B, channels, S, S]} give {@code [B, projectionSize]}, of any norm. */
    Var imageFeatures(Tape tape, Tensor images) {
        int layers = visionModel.config().layers();
        Var state = visionModel.hiddenStates(tape, images, Set.of(layers)).get(0); // [B, 1 + patches, C]
        return visualProjection.forward(tape, visionModel.pooled(tape, state));
    }

    @Override
    public List<Module> parts() {
        return List.of(textModel, visionModel, visualProjection);
    }
}
