package io.github.fttp.core.clip;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A CLIP vision tower's sizes and settings, or a SigLIP's. Source of fields and defaults: transformers' {@code CLIPVisionConfig}
 * and {@code SiglipVisionConfig}.
 *
 * @param imageSize side of the square image, pixels
 * @param patchSize side of a patch, pixels; at most {@code imageSize}
 */
public record ClipVisionConfig(
        VisionKind kind,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int channels,
        int imageSize,
        int patchSize,
        double layerNormEps,
        Activation activation) {
    private static final Map<String, Function<Json, ClipVisionConfig>> KINDS =
            Map.of("clip_vision_model", ClipVisionConfig::of, "siglip_vision_model", ClipVisionConfig::siglip);

    /** Reads {@code config.json} of a CLIP vision folder; faults and unsupported settings are refused by name. */
    public static ClipVisionConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    /** Gives the tower that LLaVA's configuration means where it has no {@code vision_config}: CLIP ViT-L/14 at 336 pixels. */
    public static ClipVisionConfig large336() {
        return new ClipVisionConfig(VisionKind.CLIP, 1024, 4096, 24, 16, 3, 336, 14, 1e-5, Activation.QUICK_GELU);
    }

    /** A CLIP's configuration within another, or a whole file's. */
    public static ClipVisionConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("clip_vision_model", Set.of("CLIPVisionModel", "CLIPVisionModelWithProjection"));
        return read(config, VisionKind.CLIP, Set.of("projection_dim", "vocab_size"));
    }

    /** The configuration of a tower of either kind within another; one that does not say which is a CLIP's. */
    public static ClipVisionConfig ofAnyKind(Json json) {
        return ConfigFields.of(json)
                .choice("model_type", KINDS, "clip_vision_model")
                .apply(json);
    }

    private static ClipVisionConfig siglip(Json json) {
        // Whether it has what makes one vector of all patches, which nobody here asks for.
        return read(ConfigFields.of(json), VisionKind.SIGLIP, Set.of("vision_use_head"));
    }

    /** Reads the fields that both kinds share. */
    private static ClipVisionConfig read(ConfigFields config, VisionKind kind, Set<String> harmless) {
        Json json = config.json();
        config.mustBeOff("attention_dropout");
        config.mustBeUnquantized();
        int hidden = config.count("hidden_size", 1, 768);
        int heads = config.count("num_attention_heads", 1, 12);
        if (hidden % heads != 0) {
            throw json.refuse("hidden_size is " + hidden + ", expected a multiple of num_attention_heads, " + heads);
        }
        int imageSize = config.side("image_size", 224);
        int patchSize = config.side("patch_size", kind.patchSize);
        if (patchSize > imageSize) {
            throw json.refuse("patch_size is " + patchSize + ", expected at most image_size, " + imageSize);
        }
        ClipVisionConfig read = new ClipVisionConfig(
                kind,
                hidden,
                config.count("intermediate_size", 1, 3072),
                config.count("num_hidden_layers", 1, 12),
                heads,
                config.count("num_channels", 1, 3),
                imageSize,
                patchSize,
                config.positive("layer_norm_eps", kind.layerNormEps),
                config.choice("hidden_act", Activations.BY_NAME, kind.activation));
        config.warnOfOthers(harmless);
        return read;
    }

    /**
     * Reads how images become what this tower takes.
     *
     * @param folder with the processor's settings
     * @throws BadCheckpoint if they make images of another size
     */
    public ImageProcessor processor(Path folder) {
        Json settings = ImageProcessor.settings(folder);
        ImageProcessor processor = ImageProcessor.of(settings);
        Image fitted = processor.fit(Image.of(2, 1, new byte[6]));
        if (fitted.width() != imageSize || fitted.height() != imageSize) {
            throw settings.refuse("makes images of " + fitted.width() + " x " + fitted.height()
                    + ", the vision tower of config.json takes " + imageSize + " x " + imageSize);
        }
        return processor;
    }

    /** Patches of an image, without the class token. */
    public int patches() {
        int side = imageSize / patchSize;
        return side * side;
    }

    /** Positions of a hidden state: an image's patches, and a class token where there is one. */
    public int positions() {
        return patches() + (kind.hasClassToken ? 1 : 0);
    }
}
