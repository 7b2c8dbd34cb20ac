package io.github.fttp.core.image;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.Set;

/**
 * From a photo to the numbers a vision tower eats: pad to a square, resize, cut out the middle (all on 8-bit samples),
 * then {@code x = (v * rescale - mean) / deviation} a channel.
 *
 * <p>Matches transformers' {@code CLIPImageProcessor} on Pillow, LLaVA's {@code process_images} with
 * {@code image_aspect_ratio: pad}, and torchvision's resize and centre crop before Stable Diffusion's encoder. (The
 * "fast" processors of transformers resize tensors instead and differ by a level here and there.)
 *
 * @param padsToSquare whether the image is first put in the middle of a square with the mean as its colour
 * @param size what it is resized to
 * @param resampling how
 * @param crop what is cut out then
 * @param rescale factor of a sample of 0 to 255, usually 1/255
 * @param mean subtracted after rescaling
 * @param deviation divided by, not 0
 */
public record ImageProcessor(
        boolean padsToSquare,
        TargetSize size,
        Resampling resampling,
        Crop crop,
        double rescale,
        Rgb mean,
        Rgb deviation) {
    /** What CLIP's towers, and Qwen's, were trained with. */
    public static final Rgb CLIP_MEAN = new Rgb(0.48145466, 0.4578275, 0.40821073);
    /** Likewise. */
    public static final Rgb CLIP_DEVIATION = new Rgb(0.26862954, 0.26130258, 0.27577711);

    public ImageProcessor {
        if (deviation.red() == 0 || deviation.green() == 0 || deviation.blue() == 0) {
            throw new IllegalArgumentException("a deviation must not be 0, was " + deviation);
        }
    }

    /**
     * {@code CLIPImageProcessor} of a side: the short side to it, the middle cut out. What transformers does with
     * {@code llava-hf/llava-1.5-7b-hf} (side 336), losing what lies beside the middle.
     */
    public static ImageProcessor clip(int side) {
        return centred(side, Crop.Rounding.DOWN, CLIP_MEAN, CLIP_DEVIATION);
    }

    /** The original LLaVA 1.5's: padded to a square, nothing is lost. Side 336 in the released models. */
    public static ImageProcessor llava(int side) {
        return clip(side).paddedToSquare();
    }

    /** For Stable Diffusion's encoder: the short side to it, the middle cut out, values from -1 to 1. */
    public static ImageProcessor stableDiffusion(int side) {
        return centred(side, Crop.Rounding.HALF_EVEN, Rgb.all(0.5), Rgb.all(0.5));
    }

    /** Prepares images that are not square: as small as covers that, the middle cut out. */
    public static ImageProcessor stableDiffusion(int height, int width) {
        Geometry geometry = Geometry.centred(height, width);
        return new ImageProcessor(
                false, geometry.size(), Resampling.BICUBIC, geometry.crop(), 1 / 255.0, Rgb.all(0.5), Rgb.all(0.5));
    }

    private static ImageProcessor centred(int side, Crop.Rounding rounding, Rgb mean, Rgb deviation) {
        return new ImageProcessor(
                false,
                new TargetSize.ShortestEdge(side),
                Resampling.BICUBIC,
                new Crop.Centre(side, side, rounding),
                1 / 255.0,
                mean,
                deviation);
    }

    /**
     * Reads a model folder's {@code processor_config.json} where it holds the field {@code image_processor} (transformers
     * since 5), else its {@code preprocessor_config.json}.
     *
     * @throws BadCheckpoint when neither is there, or a setting is not understood: it is named, never ignored
     */
    public static ImageProcessor read(Path folder) {
        return ImageProcessorConfig.read(folder);
    }

    /**
     * The settings of a {@code CLIPImageProcessor}, {@code LlavaImageProcessor}, {@code ViTImageProcessor} or {@code
     * SiglipImageProcessor} as transformers writes them; what is absent has that class's default.
     *
     * @throws BadCheckpoint when a setting is not understood: it is named, never ignored
     */
    public static ImageProcessor of(Json settings) {
        return ImageProcessorConfig.parse(settings);
    }

    /**
     * The settings of another class that has these of {@code CLIPImageProcessor} and others besides.
     *
     * @param classes the names that it goes by
     * @param others fields that the caller reads
     * @throws BadCheckpoint when a setting is not understood: it is named, never ignored
     */
    public static ImageProcessor of(Json settings, Set<String> classes, Set<String> others) {
        return ImageProcessorConfig.parse(settings, classes, others);
    }

    /**
     * A model folder's settings of images, wherever they stand; see {@link #read}.
     *
     * @throws BadCheckpoint when there are none
     */
    public static Json settings(Path folder) {
        return ImageProcessorConfig.settings(folder);
    }

    /** Prepares images likewise that are first padded to a square. */
    public ImageProcessor paddedToSquare() {
        return new ImageProcessor(true, size, resampling, crop, rescale, mean, deviation);
    }

    /** Sends images another way, to the same values. */
    public ImageProcessor through(Geometry other) {
        return new ImageProcessor(
                other.padsToSquare(), other.size(), resampling, other.crop(), rescale, mean, deviation);
    }

    /** Where the image's pixels go. */
    public Geometry geometry() {
        return new Geometry(padsToSquare, size, crop);
    }

    /** {@code floor(255 mean)}: the colour beside a padded image, which becomes about 0. */
    public Rgb background() {
        return new Rgb((int) (mean.red() * 255), (int) (mean.green() * 255), (int) (mean.blue() * 255));
    }

    /** {@link #fit} and {@link #normalize}. */
    public float[] process(Image image) {
        return normalize(fit(image));
    }

    /**
     * Padded, resized and cropped: what the model sees, still as an image.
     *
     * @throws BadData when the image is so narrow that what it is to be resized to does not fit into memory
     */
    public Image fit(Image image) {
        Image source = padsToSquare ? squared(image) : image;
        long width = size.widthOf(source.width(), source.height());
        long height = size.heightOf(source.width(), source.height());
        if (crop instanceof Crop.Centre centre) {
            long left = centre.rounding().half(width - centre.width());
            long top = centre.rounding().half(height - centre.height());
            int columns = (int) Math.min(width, centre.width());
            int rows = (int) Math.min(height, centre.height());
            Window inside = new Window(width, height, Math.max(0, left), Math.max(0, top), columns, rows);
            return resampling
                    .resize(source, inside)
                    .window(
                            (int) Math.min(0, left),
                            (int) Math.min(0, top),
                            centre.width(),
                            centre.height(),
                            Rgb.all(0));
        }
        checkSize(image, width, height);
        return resampling.resize(source, (int) width, (int) height);
    }

    /** {@code [3, height, width]}: {@code (v * rescale - mean) / deviation} of each sample, in single precision. */
    public float[] normalize(Image fitted) {
        int pixels = fitted.width() * fitted.height();
        byte[] samples = fitted.samples();
        float[] values = new float[3 * pixels];
        for (int channel = 0; channel < 3; channel++) {
            float[] table = table(channel);
            for (int i = 0; i < pixels; i++) {
                values[channel * pixels + i] = table[samples[3 * i + channel] & 0xFF];
            }
        }
        return values;
    }

    private float[] table(int channel) {
        float shift = (float) mean.channel(channel);
        float unit = (float) deviation.channel(channel);
        float[] table = new float[256];
        for (int v = 0; v < table.length; v++) {
            table[v] = ((float) (v * rescale) - shift) / unit;
        }
        return table;
    }

    private Image squared(Image image) {
        int side = Math.max(image.width(), image.height());
        checkSize(image, side, side);
        int left = (side - image.width()) / 2;
        int top = (side - image.height()) / 2;
        return image.window(-left, -top, side, side, background());
    }

    private static void checkSize(Image image, long width, long height) {
        if (width < 1 || height < 1 || width > Image.MAX_PIXELS / height) {
            throw new BadData(
                    "an image of " + image.width() + " x " + image.height(),
                    "would become " + width + " x " + height + ", expected at most " + Image.MAX_PIXELS + " pixels");
        }
    }
}
