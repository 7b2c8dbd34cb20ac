package io.github.fttp.mllm.llavanext;

import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llavanext.Tiling.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A LLaVA 1.6 model's settings: LLaVA's, and the canvases of its tiles. Source of fields and defaults: transformers' {@code
 * LlavaNextConfig}.
 */
public record LlavaNextConfig(LlavaConfig llava, Tiling tiling) {
    private static final List<Size> CANVASES = List.of(
            new Size(336, 672), new Size(672, 336), new Size(672, 672), new Size(1008, 336), new Size(336, 1008));
    /** Far above any that was trained: a canvas of so many tiles is an error in the file. */
    private static final int MOST = 1 << 14;

    /** Reads {@code config.json} of a LLaVA 1.6 folder; faults and unsupported settings are refused by name. */
    public static LlavaNextConfig read(Path folder) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        json.field("model_type");
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("llava_next", Set.of("LlavaNextForConditionalGeneration", "LlavaNextModel"));
        // Tiles are put together of a CLIP's patches, without its class token.
        LlavaConfig llava = LlavaConfig.of(config, ClipVisionConfig::of);
        if (llava.allFeatures()) {
            throw json.field("vision_feature_select_strategy")
                    .refuse("is \"full\", but a class token has no place in the tiles; supported is \"default\"");
        }
        int tile = llava.vision().imageSize();
        config.has("image_grid_pinpoints");
        List<Size> canvases = canvases(json);
        for (Size canvas : canvases) {
            if (canvas.height() % tile != 0 || canvas.width() % tile != 0) {
                throw json.refuse("image_grid_pinpoints has " + canvas.height() + " x " + canvas.width()
                        + ", expected multiples of the vision tower's image_size, " + tile);
            }
        }
        // The newline stands behind each row whatever this says, as in the reference.
        config.warnOfOthers(Set.of("ignore_index", "image_seq_length", "vocab_size", "use_image_newline_parameter"));
        return new LlavaNextConfig(
                llava, new Tiling(canvases, tile, tile / llava.vision().patchSize()));
    }

    /** The field {@code image_grid_pinpoints} of a configuration, {@code [height, width]} each. */
    static List<Size> canvases(Json json) {
        if (!json.has("image_grid_pinpoints")
                || json.field("image_grid_pinpoints").isNull()) return CANVASES;
        Json field = json.field("image_grid_pinpoints");
        List<Size> canvases = new ArrayList<>();
        for (Json each : field.items()) {
            List<Json> sides = each.items();
            if (sides.size() != 2) throw each.refuse("has " + sides.size() + " numbers, expected height and width");
            canvases.add(new Size(
                    (int) sides.get(0).whole(1, MOST), (int) sides.get(1).whole(1, MOST)));
        }
        if (canvases.isEmpty()) throw field.refuse("is empty, expected a size or several");
        return canvases;
    }
}
