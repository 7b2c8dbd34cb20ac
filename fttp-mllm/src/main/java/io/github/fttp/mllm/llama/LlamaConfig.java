package io.github.fttp.mllm.llama;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A Llama decoder's sizes and settings; or a Mistral's, which differs in defaults and its window; or a Qwen 2's, which has biases
 * of its own. Source of fields and defaults: transformers' {@code LlamaConfig}, {@code MistralConfig} and {@code Qwen2Config}.
 *
 * @param headSize of one head; heads times this need not be {@code hiddenSize}
 * @param keyValueHeads divides {@code heads}; fewer means that several query heads share one
 * @param maxPositions what the model was made for; longer inputs are computed all the same
 * @param slidingWindow how many positions one attends to at most, its own among them; 0 for all before it
 * @param ropeSections what turns by which coordinate of a place; none where a place has one
 * @param attention what attention has beside its projections
 * @param tiedEmbeddings the output layer is the embedding's weight, unless the files have an {@code lm_head} of other values
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
        RopeSections ropeSections,
        AttentionKind attention,
        boolean mlpBias,
        boolean tiedEmbeddings) {
    private static final LlamaConfig LLAMA = new LlamaConfig(
            32_000,
            4096,
            11_008,
            32,
            32,
            0,
            0,
            2048,
            1e-6,
            10_000,
            new RopeScaling.None(),
            0,
            RopeSections.none(),
            AttentionKind.PLAIN,
            false,
            false);
    private static final LlamaConfig MISTRAL = new LlamaConfig(
            32_000,
            4096,
            14_336,
            32,
            32,
            8,
            0,
            131_072,
            1e-6,
            10_000,
            new RopeScaling.None(),
            4096,
            RopeSections.none(),
            AttentionKind.PLAIN,
            false,
            false);
    private static final LlamaConfig QWEN2 = new LlamaConfig(
            151_936,
            4096,
            22_016,
            32,
            32,
            32,
            0,
            32_768,
            1e-6,
            10_000,
            new RopeScaling.None(),
            0,
            RopeSections.none(),
            AttentionKind.INPUTS_BIASED,
            false,
            false);

    /** A Qwen 2's name for layers that attend to all before. */
    private static final String FULL = "full_attention";

    private static final Map<String, Function<ConfigFields, LlamaConfig>> KINDS =
            Map.of("llama", LlamaConfig::llama, "mistral", LlamaConfig::mistral, "qwen2", LlamaConfig::qwen2);

    /** Reads {@code config.json} of a Llama folder; faults and unsupported settings are refused by name. */
    public static LlamaConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    /** A configuration within another, or a whole file's. */
    public static LlamaConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        LlamaConfig read = config.choice("model_type", KINDS, "llama").apply(config);
        // pretraining_tp above 1 only splits the products, with the same sum.
        config.warnOfOthers(Set.of("pretraining_tp"));
        return read;
    }

    private static LlamaConfig llama(ConfigFields config) {
        config.mustBe("llama", Set.of("LlamaForCausalLM", "LlamaModel"));
        config.has("sliding_window"); // of decoders with other masks; LlamaModel attends to all before
        return read(config, LLAMA).withBiases(config.flag("attention_bias", false), config.flag("mlp_bias", false));
    }

    private static LlamaConfig mistral(ConfigFields config) {
        config.mustBe("mistral", Set.of("MistralForCausalLM", "MistralModel"));
        return read(config, MISTRAL);
    }

    private static LlamaConfig qwen2(ConfigFields config) {
        config.mustBe("qwen2", Set.of("Qwen2ForCausalLM", "Qwen2Model"));
        return readQwen2(config, QWEN2);
    }

    /**
     * {@link #read} for Qwen 2 and what has its decoder, whose window is known only where it is off.
     *
     * @param absent likewise
     */
    public static LlamaConfig readQwen2(ConfigFields config, LlamaConfig absent) {
        config.mustBeOff("use_sliding_window");
        // Without it neither has an effect.
        config.has("sliding_window");
        config.has("max_window_layers");
        for (String type : config.texts("layer_types", List.of())) {
            if (!type.equals(FULL)) {
                throw config.json()
                        .field("layer_types")
                        .refuse("has \"" + type + "\", supported is \"" + FULL + "\" alone");
            }
        }
        return read(config, absent);
    }

    /**
     * The fields that decoders of this kind share.
     *
     * @param absent what absent fields mean, and what the kind of decoder has without a field; no key-value heads stand for as
     *     many as there are heads, a head's size of 0 for an equal share of the hidden size
     */
    public static LlamaConfig read(ConfigFields config, LlamaConfig absent) {
        config.nullable("num_key_value_heads", "head_dim");
        config.choice("hidden_act", Map.of("silu", "silu", "swish", "silu"), "silu");
        config.mustBeOff("attention_dropout");
        config.mustBeUnquantized();
        int hidden = config.count("hidden_size", 1, absent.hiddenSize);
        int heads = config.count("num_attention_heads", 1, absent.heads);
        // A null means as many as there are heads, also where absence means another number.
        boolean equal = absent.keyValueHeads == 0 || config.isNull("num_key_value_heads");
        int keyValueHeads = config.count("num_key_value_heads", 1, equal ? heads : absent.keyValueHeads);
        if (heads % keyValueHeads != 0) {
            throw config.json()
                    .refuse("num_key_value_heads is " + keyValueHeads + ", expected a divisor of num_attention_heads, "
                            + heads);
        }
        int headSize = headSize(config, hidden, heads, absent.headSize);
        int maxPositions = config.count("max_position_embeddings", 1, absent.maxPositions);
        RopeFields rope = RopeFields.read(
                config, maxPositions, new RopeFields(absent.ropeTheta, absent.ropeScaling, absent.ropeSections));
        if (!rope.sections().fit(headSize / 2)) {
            throw config.json()
                    .refuse("mrope_section is " + rope.sections().sizes()
                            + ", expected three that make half of a head's size, " + headSize / 2);
        }
        return new LlamaConfig(
                config.count("vocab_size", 1, absent.vocabulary),
                hidden,
                config.count("intermediate_size", 1, absent.intermediateSize),
                config.count("num_hidden_layers", 1, absent.layers),
                heads,
                keyValueHeads,
                headSize,
                maxPositions,
                config.positive("rms_norm_eps", absent.rmsNormEps),
                rope.theta(),
                rope.scaling(),
                absent.slidingWindow == 0 ? 0 : window(config, absent.slidingWindow),
                rope.sections(),
                absent.attention,
                absent.mlpBias,
                config.flag("tie_word_embeddings", absent.tiedEmbeddings));
    }

    private static int headSize(ConfigFields config, int hidden, int heads, int absent) {
        if (!config.has("head_dim") && absent == 0 && hidden % heads != 0) {
            throw config.json()
                    .refuse("hidden_size is " + hidden + ", expected a multiple of num_attention_heads, " + heads);
        }
        int headSize = config.count("head_dim", 2, absent == 0 ? hidden / heads : absent);
        if (headSize % 2 != 0) {
            throw config.json().refuse("has heads of size " + headSize + ", expected an even one: they turn");
        }
        return headSize;
    }

    /** A null is no window, absence the reference's. */
    private static int window(ConfigFields config, int absent) {
        return config.isNull("sliding_window") ? 0 : config.count("sliding_window", 1, absent);
    }

    /** Whether a weight of this name is one that the tied embedding stands in for; some files hold it all the same. */
    public boolean isTied(String name) {
        return tiedEmbeddings && name.equals(LlamaModel.HEAD);
    }

    /** Ties its output layer to its embedding. */
    public LlamaConfig withTiedEmbeddings() {
        return with(attention, mlpBias, true);
    }

    private LlamaConfig withBiases(boolean attentionBias, boolean mlp) {
        return with(attentionBias ? AttentionKind.BIASED : attention, mlp, tiedEmbeddings);
    }

    private LlamaConfig with(AttentionKind otherAttention, boolean otherMlpBias, boolean tied) {
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
                ropeSections,
                otherAttention,
                otherMlpBias,
                tied);
    }
}
