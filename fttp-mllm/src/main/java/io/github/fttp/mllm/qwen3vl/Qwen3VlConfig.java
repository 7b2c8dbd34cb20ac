package io.github.fttp.mllm.qwen3vl;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A dense Qwen3-VL model's settings. Source of fields and defaults: transformers' {@code Qwen3VLConfig}.
 *
 * @param width of the image encoder
 * @param tableSide side of the square table of position embeddings
 * @param deepStackBlocks blocks whose results are added behind the decoder's first layers too, counted from 0; the k-th has the
 *     k-th merger
 */
public record Qwen3VlConfig(
        QwenConfig common,
        int depth,
        int width,
        int intermediateSize,
        int heads,
        Activation activation,
        int tableSide,
        List<Integer> deepStackBlocks,
        double ropeTheta) {
    private static final LlamaConfig TEXT = new LlamaConfig(
            151_936,
            4096,
            22_016,
            32,
            32,
            32,
            128,
            128_000,
            1e-6,
            5e5,
            new RopeScaling.None(),
            0,
            new RopeSections(List.of(24, 20, 20), true),
            AttentionKind.HEADS_NORMED,
            false,
            false);
    private static final PatchSettings PATCHES = new PatchSettings(16, 2, 2);

    public Qwen3VlConfig {
        deepStackBlocks = List.copyOf(deepStackBlocks);
    }

    /** Reads {@code config.json} of a folder; faults and unsupported settings are refused by name. */
    public static Qwen3VlConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    static Qwen3VlConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("qwen3_vl", Set.of("Qwen3VLForConditionalGeneration", "Qwen3VLModel"));
        config.mustBeUnquantized();
        LlamaConfig text = text(config.within("text_config"));
        if (config.flag("tie_word_embeddings", false)) text = text.withTiedEmbeddings();
        int imageToken = config.count("image_token_id", 0, 151_655);
        Qwen3VlConfig read = vision(config.within("vision_config"), text, imageToken);
        config.warnOfOthers(Set.of("video_token_id", "vision_start_token_id", "vision_end_token_id"));
        return read;
    }

    private static LlamaConfig text(ConfigFields fields) {
        fields.mustBe("qwen3_vl_text");
        fields.mustBeOff("attention_bias");
        LlamaConfig text = LlamaConfig.read(fields, TEXT);
        fields.warnOfOthers(Set.of());
        return text;
    }

    private static Qwen3VlConfig vision(ConfigFields vision, LlamaConfig text, int imageToken) {
        vision.has("model_type");
        int width = vision.count("hidden_size", 1, 1152);
        int depth = vision.count("depth", 1, 27);
        Qwen3VlConfig read = new Qwen3VlConfig(
                new QwenConfig(text, PatchSettings.read(vision, PATCHES), imageToken),
                depth,
                width,
                vision.count("intermediate_size", 1, 4304),
                PatchSettings.heads(vision, width, 16),
                vision.choice("hidden_act", Activations.BY_NAME, "gelu_pytorch_tanh"),
                tableSide(vision),
                deepStackBlocks(vision, depth, text.layers()),
                PatchSettings.theta(vision));
        PatchSettings.requireTextWidth(vision, text, 3584);
        vision.warnOfOthers(Set.of());
        return read;
    }

    private static int tableSide(ConfigFields vision) {
        int count = vision.count("num_position_embeddings", 1, 2304);
        int side = (int) Math.round(Math.sqrt(count));
        if (side * side != count) {
            throw vision.json().field("num_position_embeddings").refuse("is " + count + ", expected a square number");
        }
        return side;
    }

    private static List<Integer> deepStackBlocks(ConfigFields vision, int depth, int layers) {
        if (!vision.has("deepstack_visual_indexes")) return List.of(8, 16, 24);
        Json field = vision.json().field("deepstack_visual_indexes");
        List<Integer> blocks = field.items().stream().map(each -> each.count(0)).toList();
        boolean fits = blocks.stream().allMatch(block -> block < depth)
                && blocks.size() <= layers
                && new HashSet<>(blocks).size() == blocks.size();
        if (!fits) {
            throw field.refuse("is " + blocks + ", expected different blocks below " + depth + ", at most " + layers);
        }
        return blocks;
    }

    /** How a model of these sizes is made of its weights. */
    public QwenArchitecture architecture() {
        int features = (1 + deepStackBlocks.size()) * width;
        return new QwenArchitecture(
                common,
                new EncoderSizes(common.patches().values(), depth, width, intermediateSize, features),
                weights -> new Qwen3VlVision(this, weights, QwenModel.VISUAL));
    }
}
