package io.github.fttp.mllm.qwen;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.llama.LlamaConfig;

/**
 * How an image encoder cuts images.
 *
 * @param size side of a patch, pixels
 * @param frames in a patch; a still image is repeated
 * @param merge side of the square of patches that becomes one position of the text
 */
public record PatchSettings(int size, int frames, int merge) {
    private static final double THETA = 10_000;

    /** Values of a patch. */
    public int values() {
        return 3 * frames * size * size;
    }

    /**
     * Reads them from the fields of an image encoder.
     *
     * @param absent what absent fields mean
     */
    public static PatchSettings read(ConfigFields vision, PatchSettings absent) {
        for (String channels : new String[] {"in_channels", "in_chans"}) {
            if (vision.count(channels, 1, 3) != 3) {
                Json field = vision.json().field(channels);
                throw field.refuse("is " + field.found() + ", supported is 3");
            }
        }
        return new PatchSettings(
                vision.side("patch_size", absent.size),
                vision.count("temporal_patch_size", 1, absent.frames),
                vision.count("spatial_merge_size", 1, absent.merge));
    }

    /** Heads of an image encoder's attention, whose size can be turned by two coordinates. */
    public static int heads(ConfigFields vision, int width, int absent) {
        int heads = vision.count("num_heads", 1, absent);
        if (width % heads != 0 || width / heads % 4 != 0) {
            throw vision.json()
                    .refuse("hidden_size is " + width + ", expected a multiple of 4 for each of num_heads, " + heads);
        }
        return heads;
    }

    /** The base of an image encoder's rotary positions. */
    public static double theta(ConfigFields vision) {
        if (!vision.has("rope_parameters")) return THETA;
        ConfigFields rope = ConfigFields.of(vision.json().field("rope_parameters"));
        rope.mustBe("rope_type", "axial", "axial");
        return rope.positive("rope_theta", THETA);
    }

    /** Refuses an image encoder that makes features of another width than the decoder's. */
    public static void requireTextWidth(ConfigFields vision, LlamaConfig text, int absent) {
        int width = vision.count("out_hidden_size", 1, absent);
        if (width != text.hiddenSize()) {
            throw vision.json()
                    .refuse("out_hidden_size is " + width + ", expected the decoder's hidden_size, "
                            + text.hiddenSize());
        }
    }

    /** Patches of a square that becomes one position. */
    public int squared() {
        return merge * merge;
    }
}
