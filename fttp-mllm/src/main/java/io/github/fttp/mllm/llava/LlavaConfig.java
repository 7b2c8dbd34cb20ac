package io.github.fttp.mllm.llava;

import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.model.EncoderSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A LLaVA 1.5 model's settings. Source of fields and defaults: transformers' {@code LlavaConfig}.
 *
 * @param decoder the {@code model_type} of the decoder: {@code llama}, {@code mistral} or {@code qwen2}
 * @param imageToken the id that stands for an image in the prompt
 * @param featureLayers of the vision tower, as indices into its hidden states: 0 is the embedding, {@code i} the output
 *     of layer {@code i}; never negative. Several are put one behind the other along the channels
 * @param allFeatures whether all of an image's go into the text ({@code vision_feature_select_strategy} "full"), or all but the
 *     first, which is CLIP's class token, and of a SigLIP a patch
 * @param projectorBias whether the projector's two layers have one
 */
public record LlavaConfig(
        String decoder,
        LlamaConfig text,
        ClipVisionConfig vision,
        int imageToken,
        List<Integer> featureLayers,
        boolean allFeatures,
        Activation projectorActivation,
        boolean projectorBias) {

    public LlavaConfig {
        featureLayers = List.copyOf(featureLayers);
    }

    /** Reads {@code config.json} of a LLaVA folder; faults and unsupported settings are refused by name. */
    public static LlavaConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    static LlavaConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("llava", Set.of("LlavaForConditionalGeneration", "LlavaModel"));
        LlavaConfig read = of(config, ClipVisionConfig::ofAnyKind);
        // image_seq_length is for the processor of old prompts; positions follow from the tower's patches.
        config.warnOfOthers(Set.of("ignore_index", "image_seq_length", "vocab_size"));
        return read;
    }

    /**
     * The fields that LLaVA's configuration shares with later versions'.
     *
     * @param tower reads the image encoder's, and refuses kinds that are not supported
     */
    public static LlavaConfig of(ConfigFields config, Function<Json, ClipVisionConfig> tower) {
        Json json = config.json();
        config.mustBeUnquantized();
        Json words = config.within("text_config").json();
        LlamaConfig text = LlamaConfig.of(words);
        ClipVisionConfig vision =
                config.has("vision_config") ? tower.apply(json.field("vision_config")) : ClipVisionConfig.large336();
        if (config.flag("tie_word_embeddings", false)) text = text.withTiedEmbeddings();
        // Two names for one field; the reference lets the first win.
        int imageToken = config.count("image_token_index", 0, config.count("image_token_id", 0, 32000));
        return new LlavaConfig(
                words.has("model_type") ? words.field("model_type").text() : "llama",
                text,
                vision,
                imageToken,
                featureLayers(config, vision.layers()),
                config.choice("vision_feature_select_strategy", Map.of("default", false, "full", true), "default"),
                config.choice("projector_hidden_act", Activations.BY_NAME, "gelu"),
                config.flag("multimodal_projector_bias", true));
    }

    private static List<Integer> featureLayers(ConfigFields config, int layers) {
        if (!config.has("vision_feature_layer") && !config.isNull("vision_feature_layer")) return List.of(layers - 1);
        Json field = config.json().field("vision_feature_layer");
        List<Json> given = field.isArray() ? field.items() : List.of(field);
        if (given.isEmpty()) throw field.refuse("is empty, expected a layer or several");
        List<Integer> layersAsked = new ArrayList<>();
        for (Json layer : given) {
            int index = (int) layer.whole(-layers - 1, layers);
            layersAsked.add(index < 0 ? layers + 1 + index : index);
        }
        return layersAsked;
    }

    /** Positions that an image takes in the text. */
    public int imagePositions() {
        return vision.positions() - (allFeatures ? 0 : 1);
    }

    /** An image of these values, {@code [3, S, S]}. */
    public PreparedImage prepared(float... pixels) {
        return new PreparedImage(pixels, vision.imageSize(), vision.imageSize(), imagePositions());
    }

    /** Sizes of the image encoder. */
    public EncoderSizes imageEncoder() {
        return new EncoderSizes(
                vision.channels() * vision.patchSize() * vision.patchSize(),
                vision.layers(),
                vision.hiddenSize(),
                vision.intermediateSize(),
                vision.hiddenSize() * featureLayers.size());
    }

    /** How many numbers the projector's weights hold. */
    public long projectorValues() {
        Shape first = projectorShape();
        return first.size() + (long) first.dim(0) * first.dim(0);
    }

    /** Shape of the projector's first weight: {@code [text hidden, vision hidden * feature layers]}. */
    public Shape projectorShape() {
        return Shape.of(text.hiddenSize(), vision.hiddenSize() * featureLayers.size());
    }
}
