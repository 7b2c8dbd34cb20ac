package io.github.fttp.mllm.llama;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A Llama decoder's sizes and settings, or a Mistral's, which differs in defaults and its window. Source of fields and defaults:
 * transformers' {@code LlamaConfig} and {@code MistralConfig}.
 *
 * @param headSize of one head; heads times this need not be {@code hiddenSize}
 * @param keyValueHeads divides {@code heads}; fewer means that several query heads share one
 * @param maxPositions what the model was made for; longer inputs are computed all the same
 * @param slidingWindow how many positions one attends to at most, its own among them; 0 for all before it
 * @param tiedEmbeddings the output layer is the embedding's weight, and the checkpoint has no {@code lm_head}
 */
public record LlamaConfig(
        int vocabulary,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int maxPositions,
        double rmsNormEps,
        double ropeTheta,
        RopeScaling ropeScaling,
        int slidingWindow,
        boolean attentionBias,
        boolean mlpBias,
        boolean tiedEmbeddings) {
    private static final int MISTRAL_WINDOW = 4096;
    private static final int MISTRAL_KEY_VALUE_HEADS = 8;

    /** Reads {@code config.json} of a Llama folder; faults and unsupported settings are refused by name. */
    public static LlamaConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    /** A configuration within another, or a whole file's. */
    public static LlamaConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json).nullable("num_key_value_heads", "head_dim");
        boolean mistral =
                config.has("model_type") && json.field("model_type").text().equals("mistral");
        if (mistral) config.mustBe("mistral", Set.of("MistralForCausalLM", "MistralModel"));
        else config.mustBe("llama", Set.of("LlamaForCausalLM", "LlamaModel"));
        config.choice("hidden_act", Map.of("silu", "silu", "swish", "silu"), "silu");
        for (String off : new String[] {"attention_dropout", "quantization_config"}) config.mustBeOff(off);
        if (!mistral) config.mustBeOff("sliding_window");
        int hidden = config.count("hidden_size", 1, 4096);
        int heads = config.count("num_attention_heads", 1, 32);
        // A null means as many as there are heads, also where absence means 8.
        boolean own = mistral && !config.isNull("num_key_value_heads");
        int keyValueHeads = config.count("num_key_value_heads", 1, own ? MISTRAL_KEY_VALUE_HEADS : heads);
        if (heads % keyValueHeads != 0) {
            throw json.refuse("num_key_value_heads is " + keyValueHeads
                    + ", expected a divisor of num_attention_heads, " + heads);
        }
        if (!config.has("head_dim") && hidden % heads != 0) {
            throw json.refuse("hidden_size is " + hidden + ", expected a multiple of num_attention_heads, " + heads);
        }
        int headSize = config.count("head_dim", 2, hidden / heads);
        if (headSize % 2 != 0) throw json.refuse("has heads of size " + headSize + ", expected an even one: they turn");
        int maxPositions = config.count("max_position_embeddings", 1, mistral ? 4096 * 32 : 2048);
        RopeFields rope = RopeFields.read(config, maxPositions);
        LlamaConfig read = new LlamaConfig(
                config.count("vocab_size", 1, 32000),
                hidden,
                config.count("intermediate_size", 1, mistral ? 14_336 : 11_008),
                config.count("num_hidden_layers", 1, 32),
                heads,
                keyValueHeads,
                headSize,
                maxPositions,
                config.positive("rms_norm_eps", 1e-6),
                rope.theta(),
                rope.scaling(),
                mistral ? window(config) : 0,
                !mistral && config.flag("attention_bias", false),
                !mistral && config.flag("mlp_bias", false),
                config.flag("tie_word_embeddings", false));
        // pretraining_tp above 1 only splits the products, with the same sum.
        config.warnOfOthers(Set.of("pretraining_tp"));
        return read;
    }

    /** A null is no window, absence the reference's. */
    private static int window(ConfigFields config) {
        return config.isNull("sliding_window") ? 0 : config.count("sliding_window", 1, MISTRAL_WINDOW);
    }

    /** Ties its output layer to its embedding. */
    public LlamaConfig withTiedEmbeddings() {
        return new LlamaConfig(
                vocabulary,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                maxPositions,
                rmsNormEps,
                ropeTheta,
                ropeScaling,
                slidingWindow,
                attentionBias,
                mlpBias,
                true);
    }
}
