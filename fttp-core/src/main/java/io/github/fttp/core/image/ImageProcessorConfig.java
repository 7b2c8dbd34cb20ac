package io.github.fttp.core.image;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of transformers' image processors, with the defaults of their classes. */
final class ImageProcessorConfig {
    private static final int SIDE = 224;
    private static final Set<String> CLIP =
            Set.of("CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil", "CLIPFeatureExtractor");
    private static final Set<String> LLAVA =
            Set.of("LlavaImageProcessor", "LlavaImageProcessorFast", "LlavaImageProcessorPil");
    /** Fields of image classifiers: resized whatever the proportions, nothing is cut out. */
    private static final Set<String> VIT =
            Set.of("ViTImageProcessor", "ViTImageProcessorFast", "ViTImageProcessorPil", "ViTFeatureExtractor");

    private static final String VIT_TYPE = "ViTImageProcessor";
    /** Models whose class of image processor is that one. */
    private static final Set<String> VIT_MODELS = Set.of("vit", "vit_mae", "vit_msn", "swin", "swinv2");

    /** As image classifiers do it, but for the filter, and that one number is the shorter side. */
    private static final Set<String> SIGLIP =
            Set.of("SiglipImageProcessor", "SiglipImageProcessorFast", "SiglipImageProcessorPil");

    private static final String SIGLIP_TYPE = "SiglipImageProcessor";
    private static final Set<String> SIGLIP_MODELS = Set.of("siglip", "siglip_vision_model");

    private static final Set<String> KNOWN =
            Stream.of(CLIP, LLAVA, VIT, SIGLIP).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private static final Set<String> UNDERSTOOD = Set.of(
            "do_resize",
            "size",
            "default_to_square",
            "resample",
            "do_center_crop",
            "crop_size",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std",
            "do_pad",
            "image_aspect_ratio",
            "image_processor_type",
            "feature_extractor_type");
    /** Say how Python passes arrays around, or repeat what is known; images are always RGB here. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "do_convert_rgb",
            "processor_class",
            "data_format",
            "input_data_format",
            "return_tensors",
            "device",
            "disable_grouping",
            "image_seq_length");

    private ImageProcessorConfig() {}

    static ImageProcessor read(Path folder) {
        Json settings = settings(folder);
        return parse(settings, KNOWN, Set.of(), typeByModel(folder));
    }

    /** The class that transformers takes for the model where the settings name none; empty where that is CLIP's. */
    private static String typeByModel(Path folder) {
        Path file = folder.resolve("config.json");
        if (!Files.exists(file)) return "";
        Json config = Json.checkpoint(file);
        String model = config.optional("model_type").map(Json::text).orElse("");
        if (VIT_MODELS.contains(model)) return VIT_TYPE;
        if (SIGLIP_MODELS.contains(model)) return SIGLIP_TYPE;
        boolean classifies = config.optional("architectures")
                .filter(Json::isArray)
                .map(all -> all.items().stream().anyMatch(each -> each.text().endsWith("ForImageClassification")))
                .orElse(false);
        return classifies && !model.startsWith("clip") ? model : "";
    }

    static Json settings(Path folder) {
        Path nested = folder.resolve("processor_config.json");
        if (Files.exists(nested)) {
            Optional<Json> settings = Json.checkpoint(nested).optional("image_processor");
            if (settings.isPresent()) {
                return settings.get();
            }
        }
        Path plain = folder.resolve("preprocessor_config.json");
        if (!Files.exists(plain)) {
            throw new BadCheckpoint(plain, "not found: it says how images become the model's input");
        }
        return Json.checkpoint(plain);
    }

    static ImageProcessor parse(Json settings) {
        return parse(settings, KNOWN, Set.of());
    }

    static ImageProcessor parse(Json settings, Set<String> classes, Set<String> others) {
        return parse(settings, classes, others, "");
    }

    private static ImageProcessor parse(Json settings, Set<String> classes, Set<String> others, String unnamed) {
        refuseUnknown(settings, others);
        String type = type(settings, classes, unnamed);
        if (!type.isEmpty() && !classes.contains(type)) {
            throw settings.refuse("does not say its image_processor_type, and that of a model " + type
                    + " is not known: expected " + listed(classes));
        }
        boolean normalizes = flag(settings, "do_normalize", true);
        ImageProcessor defaults = defaults(type);
        return new ImageProcessor(
                !others.contains("do_pad") && pads(settings, LLAVA.contains(type)),
                flag(settings, "do_resize", true)
                        ? size(settings, VIT.contains(type), defaults.size())
                        : new TargetSize.Unchanged(),
                settings.optional("resample")
                        .map(ImageProcessorConfig::resampling)
                        .orElse(defaults.resampling()),
                flag(settings, "do_center_crop", defaults.crop() instanceof Crop.Centre)
                        ? crop(settings, ImageProcessor.clip(SIDE).crop())
                        : new Crop.None(),
                flag(settings, "do_rescale", true)
                        ? settings.optional("rescale_factor").map(Json::number).orElse(defaults.rescale())
                        : 1,
                normalizes ? settings.optional("image_mean").map(Rgb::of).orElse(defaults.mean()) : Rgb.all(0),
                normalizes
                        ? settings.optional("image_std").map(Rgb::divisor).orElse(defaults.deviation())
                        : Rgb.all(1));
    }

    private static ImageProcessor defaults(String type) {
        if (VIT.contains(type)) return squeezed(Resampling.BILINEAR);
        return SIGLIP.contains(type) ? squeezed(Resampling.BICUBIC) : ImageProcessor.clip(SIDE);
    }

    /** Resized to a square whatever the proportions, with values from -1 to 1. */
    private static ImageProcessor squeezed(Resampling resampling) {
        return new ImageProcessor(
                false,
                new TargetSize.Exactly(SIDE, SIDE),
                resampling,
                new Crop.None(),
                1 / 255.0,
                Rgb.all(0.5),
                Rgb.all(0.5));
    }

    private static void refuseUnknown(Json settings, Set<String> others) {
        for (String name : settings.names()) {
            boolean known = UNDERSTOOD.contains(name)
                    || WITHOUT_EFFECT.contains(name)
                    || others.contains(name)
                    || name.startsWith("_");
            Json value = settings.field(name);
            boolean off = value.isNull() || value.node().isBoolean() && !value.flag();
            if (!known && !off) {
                throw value.refuse(
                        "is " + value.found() + ", a setting that is not supported: it may change what the model sees");
            }
        }
    }

    /** The class's name, or what it is where the settings do not say. */
    private static String type(Json settings, Set<String> classes, String unnamed) {
        for (String field : List.of("image_processor_type", "feature_extractor_type")) {
            Optional<Json> type = settings.optional(field);
            if (type.isPresent()) {
                String name = type.get().text();
                if (!classes.contains(name)) {
                    throw type.get().refuse("is " + type.get().found() + ", expected " + listed(classes));
                }
                return name;
            }
        }
        return unnamed;
    }

    private static String listed(Set<String> classes) {
        return classes.stream()
                .filter(name -> name.endsWith("ImageProcessor"))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean pads(Json settings, boolean llava) {
        if (flag(settings, "do_pad", false)) {
            if (!llava) {
                throw settings.field("do_pad").refuse("is true, which is supported of LlavaImageProcessor only");
            }
            return true;
        }
        Optional<Json> ratio = settings.optional("image_aspect_ratio");
        if (ratio.isEmpty() || ratio.get().text().equals("square")) {
            return false;
        }
        if (!ratio.get().text().equals("pad")) {
            throw ratio.get().refuse("is " + ratio.get().found() + ", expected pad or square");
        }
        return true;
    }

    private static TargetSize size(Json settings, boolean square, TargetSize otherwise) {
        Optional<Json> size = settings.optional("size");
        if (size.isEmpty()) {
            return otherwise;
        }
        Json given = size.get();
        if (given.isNumber()) {
            int side = side(given);
            return flag(settings, "default_to_square", square)
                    ? new TargetSize.Exactly(side, side)
                    : new TargetSize.ShortestEdge(side);
        }
        if (given.has("shortest_edge")) {
            given.onlyKnows(Set.of("shortest_edge"));
            return new TargetSize.ShortestEdge(side(given.field("shortest_edge")));
        }
        given.onlyKnows(Set.of("height", "width"));
        return new TargetSize.Exactly(side(given.field("height")), side(given.field("width")));
    }

    private static Crop crop(Json settings, Crop otherwise) {
        Optional<Json> size = settings.optional("crop_size");
        if (size.isEmpty()) {
            return otherwise;
        }
        Json given = size.get();
        if (given.isNumber()) {
            return new Crop.Centre(side(given), side(given), Crop.Rounding.DOWN);
        }
        given.onlyKnows(Set.of("height", "width"));
        return new Crop.Centre(side(given.field("height")), side(given.field("width")), Crop.Rounding.DOWN);
    }

    /** Far above any vision tower, far below what would exhaust memory. */
    private static int side(Json value) {
        return (int) value.whole(1, 8192);
    }

    private static Resampling resampling(Json value) {
        long code = value.whole(0, Resampling.values().length - 1);
        for (Resampling resampling : Resampling.values()) {
            if (resampling.code() == code) {
                return resampling;
            }
        }
        throw new IllegalStateException("no filter has Pillow's number " + code);
    }

    private static boolean flag(Json settings, String name, boolean otherwise) {
        return settings.optional(name).map(Json::flag).orElse(otherwise);
    }
}
