package io.github.fttp.diffusion.vae;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * An autoencoder's sizes and settings. Source of fields and defaults: diffusers' {@code AutoencoderKL}.
 *
 * @param channels of each level, from the largest image
 * @param layers ResNet blocks of an encoder's level; a decoder's has one more
 * @param scalingFactor what latent values are multiplied by for the U-Net
 * @param quantConv whether a convolution of single pixels follows the encoder
 * @param postQuantConv whether one comes before the decoder
 * @param midAttention whether the smallest level attends
 */
public record VaeConfig(
        int inChannels,
        int outChannels,
        int latentChannels,
        List<Integer> channels,
        int layers,
        int normGroups,
        Activation activation,
        double scalingFactor,
        boolean quantConv,
        boolean postQuantConv,
        boolean midAttention) {
    private static final Set<String> HARMLESS = Set.of(
            "_class_name",
            "_diffusers_version",
            "_name_or_path",
            "_use_default_values",
            // Whether float16 models compute in float32, as everything does here.
            "force_upcast",
            "sample_size");

    /** Reads {@code config.json} of an autoencoder's folder; faults and unsupported settings are refused by name. */
    public static VaeConfig read(Path folder) {
        return of(Json.checkpoint(folder.resolve("config.json")));
    }

    static VaeConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json);
        config.mustBe("_class_name", "AutoencoderKL", "AutoencoderKL");
        config.mustBeOff("latents_mean");
        config.mustBeOff("latents_std");
        config.mustBeOff("shift_factor");
        List<Integer> channels = config.counts("block_out_channels", List.of(64));
        requireTypes(config, "down_block_types", "DownEncoderBlock2D", channels.size());
        requireTypes(config, "up_block_types", "UpDecoderBlock2D", channels.size());
        int groups = config.count("norm_num_groups", 1, 32);
        for (int width : channels) {
            if (width % groups == 0) continue;
            throw json.refuse(
                    "block_out_channels holds " + width + ", expected a multiple of norm_num_groups, " + groups);
        }
        VaeConfig read = new VaeConfig(
                config.count("in_channels", 1, 3),
                config.count("out_channels", 1, 3),
                config.count("latent_channels", 1, 4),
                channels,
                config.count("layers_per_block", 1, 1),
                groups,
                config.choice("act_fn", Activations.BY_NAME, "silu"),
                config.positive("scaling_factor", 0.18215),
                config.flag("use_quant_conv", true),
                config.flag("use_post_quant_conv", true),
                config.flag("mid_block_add_attention", true));
        config.refuseOthers(HARMLESS);
        return read;
    }

    private static void requireTypes(ConfigFields config, String field, String supported, int levels) {
        List<String> types = config.texts(field, List.of(supported));
        if (types.size() != levels) {
            throw config.json().refuse(field + " has " + types.size() + " entries, block_out_channels has " + levels);
        }
        for (String type : types) {
            if (type.equals(supported)) continue;
            throw config.json().field(field).refuse("holds \"" + type + "\", supported is " + supported);
        }
    }

    /** Pixels of an image that become one of a latent, along each side. */
    public int vaeScaleFactor() {
        return 1 << (channels.size() - 1);
    }
}
