package io.github.fttp.core.clip;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import java.nio.file.Path;
import java.util.Set;

/**
 * A CLIP vision tower's sizes and settings. Source of fields and defaults: transformers' {@code CLIPVisionConfig}.
 *
 * @param imageSize side of the square image, pixels
 * @param patchSize side of a patch, pixels; at most {@code imageSize}
 */
public record ClipVisionConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int channels,
        int imageSize,
        int patchSize,
        double layerNormEps,
        Activation activation) {

    /** Reads {@code config.json} of a CLIP vision folder; faults and unsupported settings are refused by name. */
    public static ClipVisionConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        return of(json);
    }

    /** Gives the tower that LLaVA's configuration means where it has no {@code vision_config}: CLIP ViT-L/14 at 336 pixels. */
    public static ClipVisionConfig large336() {
        return new ClipVisionConfig(1024, 4096, 24, 16, 3, 336, 14, 1e-5, Activation.QUICK_GELU);
    }

    /** A configuration within another, or a whole file's. */
    public static ClipVisionConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("clip_vision_model", Set.of("CLIPVisionModel", "CLIPVisionModelWithProjection"));
        config.mustBeOff("attention_dropout");
        config.mustBeUnquantized();
        int hidden = config.count("hidden_size", 1, 768);
        int heads = config.count("num_attention_heads", 1, 12);
        if (hidden % heads != 0) {
            throw json.refuse("hidden_size is " + hidden + ", expected a multiple of num_attention_heads, " + heads);
        }
        int imageSize = config.side("image_size", 224);
        int patchSize = config.side("patch_size", 32);
        if (patchSize > imageSize) {
            throw json.refuse("patch_size is " + patchSize + ", expected at most image_size, " + imageSize);
        }
        ClipVisionConfig read = new ClipVisionConfig(
                hidden,
                config.count("intermediate_size", 1, 3072),
                config.count("num_hidden_layers", 1, 12),
                heads,
                config.count("num_channels", 1, 3),
                imageSize,
                patchSize,
                config.positive("layer_norm_eps", 1e-5),
                config.choice("hidden_act", Activations.BY_NAME, "quick_gelu"));
        config.warnOfOthers(Set.of("projection_dim", "vocab_size"));
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
}
