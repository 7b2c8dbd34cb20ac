package io.github.fttp.mllm.qwen2_5vl;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import io.github.fttp.mllm.model.EncoderSizes;
import io.github.fttp.mllm.qwen.PatchSettings;
import io.github.fttp.mllm.qwen.QwenArchitecture;
import io.github.fttp.mllm.qwen.QwenConfig;
import io.github.fttp.mllm.qwen.QwenModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Qwen2.5-VL model's settings. Source of fields and defaults: transformers' {@code Qwen2_5_VLConfig}.
 *
 * @param width of the image encoder
 * @param windowSide side of a window in squares of patches, at least 1
 * @param fullBlocks blocks that attend to the whole image, counted from 0
 */
public record Qwen25VlConfig(
        QwenConfig common,
        int depth,
        int width,
        int intermediateSize,
        int heads,
        int windowSide,
        Set<Integer> fullBlocks,
        double ropeTheta) {
    private static final LlamaConfig TEXT = new LlamaConfig(
            152_064,
            8192,
            29_568,
            80,
            64,
            8,
            0,
            32_768,
            1e-5,
            1e6,
            new RopeScaling.None(),
            0,
            new RopeSections(List.of(16, 24, 24), false),
            AttentionKind.INPUTS_BIASED,
            false,
            false);
    private static final List<String> DECODER_FIELDS = List.of(
            "vocab_size",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "max_position_embeddings",
            "rms_norm_eps",
            "rope_theta",
            "rope_scaling",
            "rope_parameters");
    /** Tokens that the prompt's text has or that no image needs. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("video_token_id", "vision_start_token_id", "vision_end_token_id", "vision_token_id");

    private static final PatchSettings PATCHES = new PatchSettings(14, 2, 2);

    public Qwen25VlConfig {
        fullBlocks = Set.copyOf(fullBlocks);
    }

    /** Reads {@code config.json} of a folder; faults and unsupported settings are refused by name. */
    public static Qwen25VlConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    static Qwen25VlConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("qwen2_5_vl", Set.of("Qwen2_5_VLForConditionalGeneration", "Qwen2_5_VLModel"));
        config.mustBeUnquantized();
        LlamaConfig text = text(config);
        int imageToken = config.count("image_token_id", 0, 151_655);
        Qwen25VlConfig read = vision(config.within("vision_config"), text, imageToken);
        config.warnOfOthers(WITHOUT_EFFECT);
        return read;
    }

    /** The decoder's fields lie at the top in released files, in a field of their own in newer ones, and in both in between. */
    private static LlamaConfig text(ConfigFields config) {
        if (!config.has("text_config")) return LlamaConfig.readQwen2(config, TEXT);
        ConfigFields inner = config.within("text_config");
        inner.mustBe("qwen2_5_vl_text");
        LlamaConfig text = LlamaConfig.readQwen2(inner, TEXT);
        inner.warnOfOthers(WITHOUT_EFFECT);
        requireSame(config.json(), LlamaConfig.readQwen2(config, text), text);
        return config.flag("tie_word_embeddings", false) ? text.withTiedEmbeddings() : text;
    }

    /** Which of two values counts differs between versions of the reference, so that there must be one. */
    private static void requireSame(Json config, LlamaConfig outside, LlamaConfig text) {
        if (outside.withTiedEmbeddings().equals(text.withTiedEmbeddings())) return;
        Json inner = config.field("text_config");
        String differing = DECODER_FIELDS.stream()
                .filter(config::has)
                .filter(name -> !inner.has(name)
                        || !inner.field(name).node().equals(config.field(name).node()))
                .collect(Collectors.joining(", "));
        throw config.refuse("text_config means another decoder than the fields beside it, expected the same of both: "
                + differing + (differing.contains(",") ? " differ" : " differs"));
    }

    private static Qwen25VlConfig vision(ConfigFields vision, LlamaConfig text, int imageToken) {
        vision.has("model_type");
        vision.mustBe("hidden_act", "silu", "silu");
        PatchSettings patches = PatchSettings.read(vision, PATCHES);
        int width = vision.count("hidden_size", 1, 3584);
        int window = vision.count("window_size", 1, 112);
        int side = window / patches.merge() / patches.size();
        if (side < 1) {
            throw vision.json()
                    .refuse("window_size is " + window + ", expected at least a square of patches, "
                            + patches.merge() * patches.size());
        }
        Set<Integer> full = vision.has("fullatt_block_indexes")
                ? Set.copyOf(vision.json().field("fullatt_block_indexes").items().stream()
                        .map(each -> each.count(0))
                        .toList())
                : Set.of(7, 15, 23, 31);
        Qwen25VlConfig read = new Qwen25VlConfig(
                new QwenConfig(text, patches, imageToken),
                vision.count("depth", 1, 32),
                width,
                vision.count("intermediate_size", 1, 3420),
                PatchSettings.heads(vision, width, 16),
                side,
                full,
                PatchSettings.theta(vision));
        PatchSettings.requireTextWidth(vision, text, 3584);
        vision.warnOfOthers(Set.of("spatial_patch_size", "tokens_per_second"));
        return read;
    }

    /** How a model of these sizes is made of its weights. */
    public QwenArchitecture architecture() {
        return new QwenArchitecture(
                common,
                new EncoderSizes(common.patches().values(), depth, width, intermediateSize, width),
                weights -> new Qwen25VlVision(this, weights, QwenModel.VISUAL));
    }
}
