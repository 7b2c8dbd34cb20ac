package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.DeepStack;
import io.github.fttp.mllm.llama.LlamaModel;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.List;
import java.util.Optional;

/**
 * A Qwen-VL: a family's image encoder, and a decoder whose positions have three coordinates. Source: transformers' {@code
 * Qwen2_5_VLForConditionalGeneration} and {@code Qwen3VLForConditionalGeneration}, whose values it gives.
 *
 * <p>Parameters are named as in memory of current versions of transformers ({@code model.language_model.layers.0...}, {@code
 * model.visual.blocks.0...}); the names of older files ({@code model.layers.0...}, {@code visual.blocks.0...}) are read as well.
 */
public final class QwenModel implements VisionLanguageModel {
    /** In front of the names of an image encoder's weights. */
    public static final String VISUAL = "model.visual.";

    private static final String DECODER = "model.language_model.";

    private final QwenConfig config;
    private final VisionEncoder vision;
    private final LlamaModel languageModel;

    /**
     * @param vision made of the same weights
     * @param weights from a checkpoint, or random ones
     */
    public QwenModel(QwenConfig config, VisionEncoder vision, Weights weights) {
        this.config = config;
        this.vision = vision;
        languageModel = LlamaModel.of(config.text(), weights, DECODER);
    }

    /** The name that current versions give a weight of an older file. */
    public static String currentName(String name) {
        if (name.startsWith("visual.")) return "model." + name;
        boolean decoder = name.startsWith("model.") && !name.startsWith(DECODER) && !name.startsWith(VISUAL);
        return decoder ? DECODER + name.substring("model.".length()) : name;
    }

    /** The name that older files gave a weight or module: the inverse of {@link #currentName}. */
    public static String oldName(String name) {
        if (name.startsWith(VISUAL)) return name.substring("model.".length());
        return name.startsWith(DECODER) ? "model." + name.substring(DECODER.length()) : name;
    }

    /**
     * How files of adapters call the model's modules: as current versions of transformers do, as older ones do, or as the
     * decoder alone does.
     */
    public static List<ModuleNames> adapterNames() {
        return List.of(
                Optional::of,
                name -> Optional.of(oldName(name)),
                name -> name.startsWith(DECODER) ? Optional.of(name.substring(DECODER.length())) : Optional.empty());
    }

    /** Its sizes and settings. */
    public QwenConfig config() {
        return config;
    }

    /** The image encoder with its mergers. */
    public VisionEncoder vision() {
        return vision;
    }

    @Override
    public Module visionTower() {
        return vision.tower();
    }

    @Override
    public Module projector() {
        return vision.mergers();
    }

    @Override
    public LlamaModel languageModel() {
        return languageModel;
    }

    @Override
    public int imageToken() {
        return config.imageToken();
    }

    @Override
    public Var encode(Tape tape, List<PreparedImage> images) {
        return vision.encode(tape, images);
    }

    @Override
    public DecoderInput embed(Tape tape, MergedInputs inputs, List<PreparedImage> images, Var encoded) {
        List<Var> merged = images.isEmpty() ? List.of(encoded) : vision.merge(tape, images, encoded);
        return new DecoderInput(
                languageModel.embed(tape, inputs, merged.get(0)),
                inputs.attended(),
                TextPositions.of(inputs, images, config.patches().merge()),
                new DeepStack(merged.subList(1, merged.size()), inputs.imageRows()));
    }

    @Override
    public List<Module> parts() {
        return List.of(vision.tower(), vision.mergers(), languageModel);
    }
}
