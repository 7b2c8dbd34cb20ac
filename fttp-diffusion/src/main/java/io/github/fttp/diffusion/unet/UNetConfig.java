package io.github.fttp.diffusion.unet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A U-Net's sizes and settings, those of Stable Diffusion 1.x, 2.x and XL. Source of fields and defaults: diffusers' {@code
 * UNet2DConditionModel}.
 *
 * @param down the levels from the largest image to the smallest
 * @param up the levels of the way back, from the smallest
 * @param hasMidBlock whether there is a block between the two ways; distilled networks do without
 * @param timeWidth of the time embedding
 * @param addition what is added to it
 * @param downPadding 1, or 0 for a row and a column of zeros behind the image only
 */
public record UNetConfig(
        int inChannels,
        int outChannels,
        int sampleSize,
        List<Level> down,
        List<Level> up,
        boolean hasMidBlock,
        int timeWidth,
        Addition addition,
        boolean flipSinToCos,
        double freqShift,
        int downPadding,
        int normGroups,
        double normEpsilon,
        Activation activation,
        boolean linearProjection,
        int convInKernel,
        int convOutKernel) {
    private static final Logger LOG = LoggerFactory.getLogger(UNetConfig.class);

    private static final int USUAL_SIZE = 64;

    /**
     * A level of the network.
     *
     * @param layers ResNet blocks on the way down; there is one more on the way up
     * @param attends whether a transformer follows each of them
     * @param heads of its attentions
     * @param transformers blocks in each of its transformers
     * @param contextWidth of the text states
     */
    public record Level(int channels, int layers, boolean attends, int heads, int transformers, int contextWidth) {
        /** Takes it with transformers or without. */
        Level attending(boolean attends) {
            return new Level(channels, layers, attends, heads, transformers, contextWidth);
        }
    }

    /**
     * Pooled text and an image's {@link Framing} beside the time step; all 0 where there are none.
     *
     * @param waves that each number of the framing becomes
     * @param width of the pooled text and of all waves together
     */
    public record Addition(int waves, int width) {
        /** Nothing, as in Stable Diffusion 1.x and 2.x. */
        public static final Addition NONE = new Addition(0, 0);

        /** Whether there is something to add. */
        public boolean isThere() {
            return width > 0;
        }
    }

    /** Switches of the reference class that nothing here answers to. */
    private static final List<String> OFF = List.of(
            "center_input_sample",
            "class_embed_type",
            "class_embeddings_concat",
            "cross_attention_norm",
            "dropout",
            "dual_cross_attention",
            "encoder_hid_dim",
            "encoder_hid_dim_type",
            "mid_block_only_cross_attention",
            "num_class_embeds",
            "only_cross_attention",
            "resnet_skip_time_act",
            "reverse_transformer_layers_per_block",
            "time_cond_proj_dim",
            "time_embedding_act_fn",
            "timestep_post_act");

    private static final Set<String> HARMLESS = Set.of(
            "_class_name",
            "_diffusers_version",
            "_name_or_path",
            "_use_default_values",
            "addition_embed_type_num_heads",
            // Means something together with addition_embed_type alone.
            "addition_time_embed_dim",
            // Of the moving average of a trainer's weights, as which these were saved.
            "decay",
            "inv_gamma",
            "min_decay",
            "optimization_step",
            "power",
            "update_after_step",
            "use_ema_warmup",
            // Whether attention computes in float32, as everything does here.
            "upcast_attention");

    /** Reads {@code config.json} of a U-Net's folder; faults and unsupported settings are refused by name. */
    public static UNetConfig read(Path folder) {
        return of(Json.checkpoint(folder.resolve("config.json")));
    }

    /**
     * Reads the configuration of a pipeline's U-Net.
     *
     * @param corrects whether an outdated {@code sample_size} is 64, whatever the file says: diffusers before 0.9.0 wrote another
     *     by default, and {@code StableDiffusionPipeline} corrects it so, {@code StableDiffusionXLPipeline} does not
     */
    public static UNetConfig ofPipeline(Path folder, boolean corrects) {
        Json json = Json.checkpoint(folder.resolve("config.json"));
        return of(corrects ? corrected(json) : json);
    }

    private static Json corrected(Json json) {
        boolean isOutdated = ConfigFields.of(json).isBefore("_diffusers_version", 0, 9);
        if (!isOutdated
                || !json.has("sample_size")
                || !json.field("sample_size").isNumber()) return json;
        int size = json.field("sample_size").count(1);
        if (size >= USUAL_SIZE) return json;
        LOG.warn(
                "{}: sample_size is taken as {}, not {}, as StableDiffusionPipeline does where _diffusers_version is"
                        + " below 0.9.0",
                json.file(),
                USUAL_SIZE,
                size);
        ObjectNode set = (ObjectNode) json.node().deepCopy();
        return json.replaced(set.put("sample_size", USUAL_SIZE));
    }

    static UNetConfig of(Json json) {
        ConfigFields config = ConfigFields.of(json).nullable("sample_size", "time_embedding_dim");
        config.mustBe("_class_name", "UNet2DConditionModel", "UNet2DConditionModel");
        // Null is not the default here: it says that there is none.
        boolean hasMidBlock = !config.isNull("mid_block_type");
        if (hasMidBlock) config.mustBe("mid_block_type", "UNetMidBlock2DCrossAttn", "UNetMidBlock2DCrossAttn");
        config.mustBe("time_embedding_type", "positional", "positional");
        config.mustBe("resnet_time_scale_shift", "default", "default");
        config.mustBe("attention_type", "default", "default");
        config.mustBeOne("mid_block_scale_factor");
        config.mustBeOne("resnet_out_scale_factor");
        OFF.forEach(config::mustBeOff);
        List<Integer> channels = config.counts("block_out_channels", List.of(320, 640, 1280, 1280));
        List<Boolean> down = attends(
                config,
                "down_block_types",
                Map.of("CrossAttnDownBlock2D", true, "DownBlock2D", false),
                List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
                channels.size());
        List<Boolean> up = attends(
                config,
                "up_block_types",
                Map.of("CrossAttnUpBlock2D", true, "UpBlock2D", false),
                List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
                channels.size());
        int levels = channels.size();
        List<Integer> layers = config.counts("layers_per_block", levels, 2);
        // The reference's field has the wrong name in every checkpoint: it is the number of heads.
        config.mustBeOff("num_attention_heads");
        List<Integer> heads = config.counts("attention_head_dim", levels, 8);
        List<Integer> transformers = config.counts("transformer_layers_per_block", levels, 1);
        List<Integer> widths = config.counts("cross_attention_dim", levels, 1280);
        int groups = config.count("norm_num_groups", 1, 32);
        List<Level> onTheWayDown = new ArrayList<>();
        List<Level> onTheWayUp = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            requireMultiple(json, "block_out_channels", channels.get(i), "norm_num_groups", groups);
            boolean attends = down.get(i) || up.get(levels - 1 - i) || (hasMidBlock && i == levels - 1);
            if (attends) {
                requireMultiple(json, "block_out_channels", channels.get(i), "attention_head_dim", heads.get(i));
            }
            onTheWayDown.add(new Level(
                    channels.get(i), layers.get(i), down.get(i), heads.get(i), transformers.get(i), widths.get(i)));
        }
        for (int i = 0; i < levels; i++) {
            onTheWayUp.add(onTheWayDown.get(levels - 1 - i).attending(up.get(i)));
        }
        UNetConfig read = new UNetConfig(
                config.count("in_channels", 1, 4),
                config.count("out_channels", 1, 4),
                config.side("sample_size", USUAL_SIZE),
                List.copyOf(onTheWayDown),
                List.copyOf(onTheWayUp),
                hasMidBlock,
                config.count("time_embedding_dim", 1, 4 * channels.get(0)),
                addition(config),
                config.flag("flip_sin_to_cos", true),
                config.number("freq_shift", 0),
                downPadding(config),
                groups,
                config.positive("norm_eps", 1e-5),
                config.choice("act_fn", Activations.BY_NAME, "silu"),
                config.flag("use_linear_projection", false),
                odd(config, "conv_in_kernel"),
                odd(config, "conv_out_kernel"));
        config.refuseOthers(HARMLESS);
        return read;
    }

    private static Addition addition(ConfigFields config) {
        if (!config.has("addition_embed_type")) {
            config.mustBeOff("projection_class_embeddings_input_dim");
            return Addition.NONE;
        }
        config.mustBe("addition_embed_type", "text_time", "");
        // Without defaults: the reference fails where one of them is absent.
        return new Addition(
                required(config, "addition_time_embed_dim"), required(config, "projection_class_embeddings_input_dim"));
    }

    private static int required(ConfigFields config, String field) {
        config.has(field);
        return config.json().field(field).count(1);
    }

    private static List<Boolean> attends(
            ConfigFields config, String field, Map<String, Boolean> known, List<String> otherwise, int levels) {
        List<String> types = config.texts(field, otherwise);
        if (types.size() != levels) {
            throw config.json().refuse(field + " has " + types.size() + " entries, block_out_channels has " + levels);
        }
        for (String type : types) {
            if (!known.containsKey(type)) {
                throw config.json()
                        .field(field)
                        .refuse("holds \"" + type + "\", supported are "
                                + String.join(", ", new TreeSet<>(known.keySet())));
            }
        }
        return types.stream().map(known::get).toList();
    }

    private static void requireMultiple(Json json, String field, int value, String ofField, int of) {
        if (value % of != 0)
            throw json.refuse(field + " holds " + value + ", expected a multiple of " + ofField + ", " + of);
    }

    private static int downPadding(ConfigFields config) {
        int padding = config.count("downsample_padding", 0, 1);
        if (padding > 1) {
            throw config.json().field("downsample_padding").refuse("is " + padding + ", supported are 0 and 1");
        }
        return padding;
    }

    private static int odd(ConfigFields config, String field) {
        int kernel = config.count(field, 1, 3);
        if (kernel % 2 == 0) throw config.json().field(field).refuse("is " + kernel + ", supported is an odd number");
        return kernel;
    }

    /** Channels of each level, from the largest image. */
    public List<Integer> channels() {
        return down.stream().map(Level::channels).toList();
    }

    /** Width of the text states that attention asks of: of the first level, since mostly all are equal. */
    public int contextWidth() {
        return down.get(0).contextWidth();
    }
}
