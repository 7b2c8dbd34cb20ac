package io.github.fttp.core.clip;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.Set;

/**
 * A CLIP's sizes and settings. Source of fields and defaults: transformers' {@code CLIPConfig}.
 *
 * @param text of the encoder of texts, which projects
 * @param vision of the encoder of images
 * @param projectionSize width of the space that both are projected to
 */
record ClipConfig(ClipTextConfig text, ClipVisionConfig vision, int projectionSize) {
    private static final int PICTURE_CHANNELS = 3;

    /** Reads {@code config.json} of a CLIP folder; faults and unsupported settings are refused by name. */
    static ClipConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("clip", Set.of("CLIPModel"));
        config.mustBeUnquantized();
        int projectionSize = config.count("projection_dim", 1, 512);
        // What the parts say of their projections is for models of one part alone.
        ClipTextConfig text = ClipTextConfig.of(part(config, "text_config")).projectingTo(projectionSize);
        ClipVisionConfig vision = ClipVisionConfig.of(part(config, "vision_config"));
        if (vision.channels() != PICTURE_CHANNELS) {
            throw json.refuse("num_channels is " + vision.channels() + ", images have " + PICTURE_CHANNELS);
        }
        // Scales similarities, not the features that they are of.
        config.warnOfOthers(Set.of("logit_scale_init_value"));
        return new ClipConfig(text, vision, projectionSize);
    }

    /** Old files have a part twice; the reference takes the second then, with the defaults of what that leaves out. */
    private static Json part(ConfigFields config, String name) {
        config.has(name); // counts as known either way
        String second = name + "_dict";
        return config.json().field(config.has(second) ? second : name);
    }
}
