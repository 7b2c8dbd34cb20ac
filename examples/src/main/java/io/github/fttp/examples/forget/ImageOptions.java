package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskedImage;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.examples.MaskOptions;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The images that carry the concept, what of them it is, and how they are said. */
@Under(Heading.DATA)
public final class ImageOptions extends MaskOptions implements Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    private static final String TEMPLATE = "an image of a {concept}";
    /** Of a side, pixels; beyond what any Stable Diffusion trains at. */
    private static final int LARGEST = 2048;

    /** How an image comes to the size the model trains at. */
    enum Fit {
        /** The shorter side to the size, then the middle. */
        CROP,
        /** All of it, in the middle of a grey square. */
        PAD,
        /** All of it, whatever its proportions. */
        STRETCH
    }

    @Option(names = "--images", required = true, paramLabel = "DIR", description = "Folder of the images.")
    Path images;

    @Under(Heading.CONCEPT)
    @Option(names = "--concept", required = true, paramLabel = "NAME", description = "What is to be forgotten.")
    String concept;

    @Under(Heading.MASKS)
    @Option(
            names = "--allow-uniform-masks",
            description = "Take masks that cover no cell of the latent, or all of them.")
    boolean allowUniform;

    @Under(Heading.MASKS)
    @Option(
            names = "--word-masks",
            paramLabel = "THRESHOLD",
            description =
                    "Take no masks but what of each image the model looks at for the concept's name in the prompt: at"
                            + " least this share, in (0, 1], of the most that any place does.")
    Float wordThreshold;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description =
                    "Prompts of the images: JSON lines or CSV with file_name and text (or prompt, caption); or CSV or a text"
                            + " with a prompt an image in the order of their masks' names, or with one for all.")
    Path prompts;

    @Option(
            names = "--template",
            description = "Prompt of all images where there is no --prompts (default: " + TEMPLATE + ").")
    String template;

    @Option(
            names = "--retain",
            paramLabel = "DIR",
            description = "Folder of images to keep, for graddiff; measured too.")
    Path retain;

    @Option(names = "--retain-prompts", paramLabel = "FILE", description = "Their prompts, as --prompts (needed).")
    Path retainPrompts;

    @Option(names = "--size", defaultValue = "320", description = "Side that the model trains at, pixels" + SHOWN)
    int size;

    @Option(names = "--fit", defaultValue = "CROP", description = "${COMPLETION-CANDIDATES}" + SHOWN)
    Fit fit;

    @Option(names = "--flip", description = "See each image mirrored as well, with its mask.")
    boolean flip;

    /** What carries it is measured apart from the rest. */
    public Concept concept() {
        return Concept.of(concept);
    }

    /** Side of what the model sees of an image, pixels. */
    public int size() {
        return size;
    }

    /** Whether each image is seen mirrored as well. */
    public boolean flips() {
        return flip;
    }

    Optional<Path> retain() {
        return Optional.ofNullable(retain);
    }

    /** What the template says of the concept. */
    String prompt() {
        return (template == null ? TEMPLATE : template).replace("{concept}", concept);
    }

    /** The way of an image to what the encoder sees. */
    private ImageProcessor processor() {
        ImageProcessor cropped = ImageProcessor.stableDiffusion(size);
        return switch (fit) {
            case CROP -> cropped;
            case PAD -> cropped.paddedToSquare();
            case STRETCH -> cropped.through(Geometry.exactly(size, size));
        };
    }

    /** The images with their masks, see {@link #forEach}. */
    List<MaskedImage> masked(PrintWriter err) {
        List<MaskedImage> masked = new ArrayList<>();
        forEach(images, err, masked::add);
        return masked;
    }

    /** Handling of masks that are the same on all of the latent. */
    UniformMasks uniform() {
        return allowUniform ? UniformMasks.ALLOWED : UniformMasks.REFUSED;
    }

    /** As the model sees it. */
    ImageData.Item item(MaskedImage image, String prompt, int cells, UniformMasks uniform) {
        PixelMask whole = mask(image);
        Geometry geometry = processor().geometry();
        LatentMask onLatent = uniform.check(image.file(), cells(whole, ignored(image), geometry, cells));
        return item(image.imageName(), image.image(), whole.through(geometry), onLatent, prompt);
    }

    /** Whether the model itself finds what is to be forgotten. */
    public boolean findsMasks() {
        return wordThreshold != null;
    }

    /** Those of an image that its mask was found of; the same on all of the latent is refused unless that is allowed. */
    ImageData.Item item(ImageData.Item image, PixelMask found) {
        LatentMask onLatent = uniform().check(image.name(), LatentMask.of(found));
        return new ImageData.Item(
                image.name(), image.seen(), image.pixels(), found.resized(size, size), onLatent, image.prompt());
    }

    /** An image of which nothing is covered, or not yet. */
    ImageData.Item item(Path image, String prompt, int cells) {
        return item(
                image.getFileName().toString(),
                Images.read(image, Decoding.REFERENCE.upright()),
                PixelMask.empty(size, size),
                LatentMask.of(cells, cells, new float[cells * cells]),
                prompt);
    }

    private ImageData.Item item(String name, Image whole, PixelMask mask, LatentMask cells, String prompt) {
        Image seen = processor().fit(whole);
        return new ImageData.Item(name, seen, processor().normalize(seen), mask, cells, prompt);
    }

    /**
     * Looks at every setting before anything is read.
     *
     * @param multiple that the size must be of
     */
    public void check(int multiple) {
        if (size < multiple || size > LARGEST || size % multiple != 0) {
            throw new IllegalArgumentException(
                    "--size must be a multiple of " + multiple + " up to " + LARGEST + ", was " + size);
        }
    }

    @Override
    public void check(Given given) {
        given.notWith("--word-masks", "--masks", "--label", "--shapes", "--grid", "--soft-masks");
        given.notWith("--prompts", "--template");
        given.onlyWith("--retain", "--retain-prompts");
        if (retain != null && retainPrompts == null) {
            throw new IllegalArgumentException("--retain needs the prompts of its images: --retain-prompts FILE");
        }
        Check.atLeast(1, size, "--size");
        if (findsMasks()) Check.positiveAtMost(1, wordThreshold, "--word-masks");
    }
}
