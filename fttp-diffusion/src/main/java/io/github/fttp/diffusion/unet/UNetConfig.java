package io.github.fttp.diffusion.unet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Activations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A U-Net's sizes and settings, those of Stable Diffusion 1.x, 2.x and XL. Source of fields and defaults: diffusers' {@code
 * UNet2DConditionModel}.
 *
 * @param down the levels from the largest image to the smallest
 * @param up the levels of the way back, from the smallest
 * @param middle the level between the two ways, of no layer besides its first ResNet block, or of one; distilled networks do without
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
        Optional<Level> middle,
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
    private static final String DOWN_TRANSFORMERS = "transformer_layers_per_block";
    private static final String UP_TRANSFORMERS = "reverse_transformer_layers_per_block";
    /** The blocks that can stand between the two ways, from the deepest level. */
    private static final Map<String, UnaryOperator<Level>> MIDDLES =
            Map.of("UNetMidBlock2DCrossAttn", Level::middle, "UNetMidBlock2D", Level::middleAlone);

    /**
     * A level of the network.
     *
     * @param layers ResNet blocks on the way down; there is one more on the way up, and in the middle one more that no transformer follows
     * @param attends whether a transformer follows each of them
     * @param heads of its attentions
     * @param transformers blocks of each of these transformers; an entry for each ResNet block that one follows
     * @param contextWidth of the text states
     */
    public record Level(
            int channels, int layers, boolean attends, int heads, List<Integer> transformers, int contextWidth) {
        public Level {
            transformers = List.copyOf(transformers);
        }

        /** A level on the way down whose transformers all have as many blocks. */
        public static Level down(
                int channels, int layers, boolean attends, int heads, int transformers, int contextWidth) {
            return new Level(channels, layers, attends, heads, Collections.nCopies(layers, transformers), contextWidth);
        }

        /** Gives the level that answers to this one on the way up. */
        public Level up() {
            return up(attends, Collections.nCopies(layers + 1, transformers.get(0)));
        }

        private Level up(boolean attends, List<Integer> transformers) {
            return new Level(channels, layers, attends, heads, transformers, contextWidth);
        }

        /** The middle, whose transformer is as this level's first one. */
        public Level middle() {
            return new Level(channels, 1, true, heads, transformers.subList(0, 1), contextWidth);
        }

        private Level middleAlone() {
            return new Level(channels, 0, false, heads, List.of(), contextWidth);
        }

        /** Blocks of all its transformers. */
        public int blocks() {
            return attends ? transformers.stream().mapToInt(Integer::intValue).sum() : 0;
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
        List<List<Integer>> transformersDown = transformers(config, DOWN_TRANSFORMERS, layers);
        List<List<Integer>> transformersUp = transformersUp(config, layers, transformersDown);
        // Null is not the default here: it says that there is none.
        Optional<UnaryOperator<Level>> middle = config.isNull("mid_block_type")
                ? Optional.empty()
                : Optional.of(config.choice("mid_block_type", MIDDLES, "UNetMidBlock2DCrossAttn"));
        List<Integer> widths = config.counts("cross_attention_dim", levels, 1280);
        int groups = config.count("norm_num_groups", 1, 32);
        List<Level> onTheWayDown = new ArrayList<>();
        List<Level> onTheWayUp = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            requireMultiple(json, "block_out_channels", channels.get(i), "norm_num_groups", groups);
            if (down.get(i) || up.get(levels - 1 - i)) requireHeads(json, channels.get(i), heads.get(i));
            onTheWayDown.add(new Level(
                    channels.get(i), layers.get(i), down.get(i), heads.get(i), transformersDown.get(i), widths.get(i)));
        }
        for (int i = 0; i < levels; i++) {
            onTheWayUp.add(onTheWayDown.get(levels - 1 - i).up(up.get(i), transformersUp.get(i)));
        }
        Optional<Level> between = middle.map(of -> of.apply(onTheWayDown.get(levels - 1)));
        between.filter(Level::attends).ifPresent(level -> requireHeads(json, level.channels(), level.heads()));
        UNetConfig read = new UNetConfig(
                config.count("in_channels", 1, 4),
                config.count("out_channels", 1, 4),
                config.side("sample_size", USUAL_SIZE),
                List.copyOf(onTheWayDown),
                List.copyOf(onTheWayUp),
                between,
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

    /**
     * Blocks of the transformers of each level: one number for all of them, one a level, or one for each ResNet block of a level.
     *
     * @param stages ResNet blocks of each level
     */
    private static List<List<Integer>> transformers(ConfigFields config, String field, List<Integer> stages) {
        if (!config.has(field) || !config.json().field(field).isArray()) {
            int each = config.count(field, 1, 1);
            return stages.stream().map(n -> Collections.nCopies(n, each)).toList();
        }
        Json given = config.json().field(field);
        requireAsMany(given, given.items(), stages.size());
        List<List<Integer>> all = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            Json level = given.items().get(i);
            if (level.isArray()) requireAsMany(level, level.items(), stages.get(i));
            // None are none where there is no transformer either, and a transformer without a block where there is one.
            all.add(
                    level.isArray()
                            ? level.items().stream().map(each -> each.count(0)).toList()
                            : Collections.nCopies(stages.get(i), level.count(0)));
        }
        return all;
    }

    private static void requireAsMany(Json list, List<Json> items, int expected) {
        if (items.size() != expected) throw list.refuse("has " + items.size() + " entries, expected " + expected);
    }

    /** Takes them from the way down, the other way round, where the file has no others: then it has one number for each level. */
    private static List<List<Integer>> transformersUp(
            ConfigFields config, List<Integer> layers, List<List<Integer>> down) {
        List<Integer> stages = new ArrayList<>();
        for (int each : layers) stages.add(0, each + 1);
        if (config.has(UP_TRANSFORMERS)) return transformers(config, UP_TRANSFORMERS, stages);
        if (config.has(DOWN_TRANSFORMERS)) {
            Json given = config.json().field(DOWN_TRANSFORMERS);
            if (given.isArray() && given.items().stream().anyMatch(Json::isArray)) {
                throw given.refuse("has numbers for single layers, expected " + UP_TRANSFORMERS + " beside it");
            }
        }
        List<List<Integer>> up = new ArrayList<>();
        for (List<Integer> level : down) up.add(0, Collections.nCopies(level.size() + 1, level.get(0)));
        return up;
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

    private static void requireHeads(Json json, int channels, int heads) {
        requireMultiple(json, "block_out_channels", channels, "attention_head_dim", heads);
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
