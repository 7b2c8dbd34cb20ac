package io.github.fttp.mllm.qwen;

import io.github.fttp.core.image.Crop;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Resampling;
import io.github.fttp.core.image.Rgb;
import io.github.fttp.core.image.TargetSize;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PreparedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Images of a Qwen-VL: resized to about their own size, cut into patches that lie square by square, each flat as {@code [channel,
 * frame, row, column]}; {@code height} and {@code width} of a prepared image count patches.
 *
 * <p>Source: transformers' {@code Qwen2VLImageProcessor} on Pillow. (That on torchvision resizes tensors instead, and differs by
 * a level here and there.)
 *
 * @param resize empty to leave sizes as they are
 * @param values what becomes of each sample
 */
public record QwenImages(PatchSettings patches, Optional<SmartResize> resize, ImageProcessor values)
        implements ImagePreparation {
    private static final Set<String> TYPES =
            Set.of("Qwen2VLImageProcessor", "Qwen2VLImageProcessorFast", "Qwen2VLImageProcessorPil");

    /**
     * Reads a folder's {@code processor_config.json} where it holds the field {@code image_processor}, else its {@code
     * preprocessor_config.json}.
     *
     * @param encoder what the image encoder takes
     * @throws BadCheckpoint if neither is there, a setting is not understood, or patches are not the encoder's
     */
    public static QwenImages read(Path folder, PatchSettings encoder) {
        Json settings = ImageProcessor.settings(folder);
        QwenImages read = of(settings);
        if (!read.patches.equals(encoder)) {
            throw settings.refuse("cuts patches as " + read.patches + ", config.json says " + encoder);
        }
        return read;
    }

    /** Reads settings as transformers writes them; absent ones have the class's defaults. */
    public static QwenImages of(Json settings) {
        ConfigFields fields = ConfigFields.of(settings).nullable("size", "min_pixels", "max_pixels", "resample");
        if (fields.has("image_processor_type")) {
            Json type = settings.field("image_processor_type");
            if (!TYPES.contains(type.text()))
                throw type.refuse("is " + type.found() + ", expected Qwen2VLImageProcessor");
        }
        PatchSettings patches = new PatchSettings(
                fields.count("patch_size", 1, 14),
                fields.count("temporal_patch_size", 1, 2),
                fields.count("merge_size", 1, 2));
        if (fields.count("resample", 0, Resampling.BICUBIC.code()) != Resampling.BICUBIC.code()) {
            throw settings.field("resample")
                    .refuse("is " + settings.field("resample").found() + ", supported is 3, bicubic");
        }
        List.of("size", "min_pixels", "max_pixels").forEach(fields::has); // without effect where nothing is resized
        Optional<SmartResize> resize =
                fields.flag("do_resize", true) ? Optional.of(resize(fields, patches)) : Optional.empty();
        boolean rescales = fields.flag("do_rescale", true);
        boolean normalizes = fields.flag("do_normalize", true);
        ImageProcessor values = new ImageProcessor(
                false,
                new TargetSize.Unchanged(),
                Resampling.BICUBIC,
                new Crop.None(),
                rescales ? fields.number("rescale_factor", 1 / 255.0) : 1,
                normalizes ? read(fields, "image_mean", Rgb::of, ImageProcessor.CLIP_MEAN) : Rgb.all(0),
                normalizes ? read(fields, "image_std", Rgb::divisor, ImageProcessor.CLIP_DEVIATION) : Rgb.all(1));
        fields.refuseOthers(Set.of(
                "do_convert_rgb",
                "processor_class",
                "data_format",
                "input_data_format",
                "return_tensors",
                "device",
                "disable_grouping",
                "default_to_square",
                "feature_extractor_type"));
        return new QwenImages(patches, resize, values);
    }

    private static Rgb read(ConfigFields fields, String name, Function<Json, Rgb> channels, Rgb absent) {
        return fields.has(name) ? channels.apply(fields.json().field(name)) : absent;
    }

    private static SmartResize resize(ConfigFields fields, PatchSettings patches) {
        long least = 56 * 56;
        long most = 28 * 28 * 1280;
        if (fields.has("size")) {
            // Areas, whatever the names say.
            ConfigFields size = ConfigFields.of(fields.json().field("size"));
            least = size.count("shortest_edge", 1, size.count("min_pixels", 1, (int) least));
            most = size.count("longest_edge", 1, size.count("max_pixels", 1, (int) most));
        }
        least = fields.count("min_pixels", 1, (int) least);
        most = fields.count("max_pixels", 1, (int) most);
        if (least > most) {
            throw fields.json().refuse("has at least " + least + " and at most " + most + " pixels: no image fits");
        }
        return new SmartResize(patches.size() * patches.merge(), least, most);
    }

    /**
     * Gives what the model sees of an image, still as an image.
     *
     * @throws BadData if its sides can't be cut into patches
     */
    public Image fit(Image image) {
        if (resize.isPresent()) {
            SmartResize.Size size = resize.get().of(image.height(), image.width());
            return Resampling.BICUBIC.resize(image, size.width(), size.height());
        }
        int square = patches.size() * patches.merge();
        if (image.height() % square != 0 || image.width() % square != 0) {
            throw new BadData(
                    "an image of " + image.width() + " x " + image.height(),
                    "isn't resized, and its sides are no multiples of " + square);
        }
        return image;
    }

    @Override
    public PreparedImage prepare(Image image) {
        Image fitted = fit(image);
        float[] planes = values.normalize(fitted); // [3, height, width]
        PatchGrid grid =
                new PatchGrid(fitted.height() / patches.size(), fitted.width() / patches.size(), patches.merge());
        int[] rows = grid.patchRows();
        int[] columns = grid.patchColumns();
        int size = patches.size();
        float[] flat = new float[patches.frames() * planes.length];
        int at = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int frame = 0; frame < patches.frames(); frame++) {
                    for (int y = 0; y < size; y++, at += size) {
                        int from =
                                (channel * fitted.height() + rows[i] * size + y) * fitted.width() + columns[i] * size;
                        System.arraycopy(planes, from, flat, at, size);
                    }
                }
            }
        }
        return new PreparedImage(flat, grid.height(), grid.width(), grid.positions());
    }

    @Override
    public ImagePreparation paddedToSquare() {
        throw new BadData("images", "keep their proportions in this model, and are not padded to squares");
    }
}
