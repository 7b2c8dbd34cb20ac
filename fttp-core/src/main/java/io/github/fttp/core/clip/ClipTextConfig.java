package io.github.fttp.core.clip;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A CLIP text encoder's sizes and settings. Source of fields and defaults: transformers' {@code CLIPTextConfig}.
 *
 * @param vocabulary one more than the largest id
 * @param maxPositions tokens of the longest text
 * @param endId the id whose first position is pooled; {@link #WRONG_END_ID} where the position of the highest id is
 * @param isProjecting whether there is a {@code text_projection} behind the pooled state ({@code
 *     CLIPTextModelWithProjection})
 * @param projectionSize width of the projected state; means nothing where there is none
 */
public record ClipTextConfig(
        int vocabulary,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int maxPositions,
        double layerNormEps,
        Activation activation,
        int endId,
        boolean isProjecting,
        int projectionSize) {
    /**
     * The {@code eos_token_id} in every released checkpoint of Stable Diffusion. No tokenizer of theirs ends a text with
     * it; the reference pools the highest id instead, which is the end token's in CLIP's vocabulary.
     */
    public static final int WRONG_END_ID = 2;

    private static final String PROJECTING = "CLIPTextModelWithProjection";

    /** Reads {@code config.json} of a folder {@code text_encoder}; faults and unsupported settings are refused by name. */
    public static ClipTextConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    /** A configuration within another, such as a whole CLIP's, or a whole file's. */
    public static ClipTextConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("clip_text_model", Set.of("CLIPTextModel", PROJECTING));
        config.mustBeOff("attention_dropout");
        config.mustBeUnquantized();
        int hidden = config.count("hidden_size", 1, 512);
        int heads = config.count("num_attention_heads", 1, 8);
        if (hidden % heads != 0) {
            throw json.refuse("hidden_size is " + hidden + ", expected a multiple of num_attention_heads, " + heads);
        }
        boolean isProjecting = json.optional("architectures").map(Json::items).orElse(List.of()).stream()
                .anyMatch(architecture -> architecture.text().equals(PROJECTING));
        ClipTextConfig read = new ClipTextConfig(
                config.count("vocab_size", 1, 49408),
                hidden,
                config.count("intermediate_size", 1, 2048),
                config.count("num_hidden_layers", 1, 12),
                heads,
                config.count("max_position_embeddings", 1, 77),
                config.positive("layer_norm_eps", 1e-5),
                config.choice("hidden_act", Activations.BY_NAME, "quick_gelu"),
                config.count("eos_token_id", 0, 49407),
                isProjecting,
                projectionSize(config, isProjecting));
        config.warnOfOthers(Set.of());
        return read;
    }

    /** The projection's size; without a projection the field means nothing. */
    private static int projectionSize(ConfigFields config, boolean isProjecting) {
        return isProjecting || config.has("projection_dim") ? config.count("projection_dim", 1, 512) : 512;
    }

    /** Describes an encoder with a projection of this width, whatever its own fields say of one. */
    public ClipTextConfig projectingTo(int size) {
        return withProjection(true, size);
    }

    /** Describes an encoder without a projection, whatever its own fields say of one. */
    public ClipTextConfig notProjecting() {
        return withProjection(false, projectionSize);
    }

    private ClipTextConfig withProjection(boolean isThere, int size) {
        return new ClipTextConfig(
                vocabulary,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                maxPositions,
                layerNormEps,
                activation,
                endId,
                isThere,
                size);
    }

    /** Where the pooled state of a text is: the first of the end tokens, or the first of the highest ids. */
    int pooledPosition(int... ids) {
        int best = 0;
        for (int t = 0; t < ids.length; t++) {
            if (endId != WRONG_END_ID && ids[t] == endId) return t;
            if (ids[t] > ids[best]) best = t;
        }
        // A text without the end token: the reference's argmax over nothing but zeros.
        return endId == WRONG_END_ID ? best : 0;
    }
}
