package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.ShapeMode;
import io.github.fttp.core.mask.UniformMasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The pictures that carry the concept, what of them it is, and how they are said. */
final class ImageOptions {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    private static final String TEMPLATE = "an image of a {concept}";
    /** Of a side, pixels; beyond what any Stable Diffusion trains at. */
    private static final int LARGEST = 2048;

    /** How a picture comes to the size the model trains at. */
    enum Fit {
        /** The shorter side to the size, then the middle. */
        CROP,
        /** All of it, in the middle of a grey square. */
        PAD,
        /** All of it, whatever its proportions. */
        STRETCH
    }

    /** Where the cells of the latent lie on the picture. */
    enum Alignment {
        /** On what the encoder sees. */
        ALIGNED,
        /** On the whole picture, as the authors' code has it, even where the picture is cropped. */
        DIRECT
    }

    @Option(names = "--images", required = true, paramLabel = "DIR", description = "Folder of the pictures.")
    Path images;

    @Option(
            names = "--masks",
            paramLabel = "PATH",
            description =
                    "labelme file, PNG mask named as its picture, or folder of such; may be repeated (default: the"
                            + " labelme files beside the pictures and named as they are).")
    List<Path> masks = List.of();

    @Option(names = "--concept", required = true, paramLabel = "NAME", description = "What is to be forgotten.")
    String concept;

    @Option(names = "--label", description = "Only the shapes of this label, spelled exactly so (default: all).")
    String label;

    @Option(
            names = "--shapes",
            defaultValue = "AREA",
            description =
                    "What of a shape is covered: ${COMPLETION-CANDIDATES}; AUTHORS takes every shape for a polygon"
                            + SHOWN)
    ShapeMode shapes;

    @Option(names = "--grid", defaultValue = "ALIGNED", description = "${COMPLETION-CANDIDATES}" + SHOWN)
    Alignment alignment;

    @Option(names = "--soft-masks", description = "A cell counts by the share of its area that is covered.")
    boolean soft;

    @Option(
            names = "--allow-uniform-masks",
            description = "Take masks that cover no cell of the latent, or all of them.")
    boolean allowUniform;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description =
                    "Prompts of the pictures: JSON lines {\"file_name\": .., \"text\": ..}, or a text with a line a"
                            + " picture in the order of their masks' names, or with one line for all.")
    Path prompts;

    @Option(
            names = "--template",
            description = "Prompt of all pictures where there is no --prompts (default: " + TEMPLATE + ").")
    String template;

    @Option(
            names = "--retain",
            paramLabel = "DIR",
            description = "Folder of pictures to keep, for graddiff; measured too.")
    Path retain;

    @Option(names = "--retain-prompts", paramLabel = "FILE", description = "Their prompts, as --prompts (needed).")
    Path retainPrompts;

    @Option(names = "--size", defaultValue = "320", description = "Side that the model trains at, pixels" + SHOWN)
    int size;

    @Option(names = "--fit", defaultValue = "CROP", description = "${COMPLETION-CANDIDATES}" + SHOWN)
    Fit fit;

    @Option(names = "--flip", description = "See each picture mirrored as well, with its mask.")
    boolean flip;

    Optional<Path> prompts() {
        return Optional.ofNullable(prompts);
    }

    Optional<Path> retain() {
        return Optional.ofNullable(retain);
    }

    /** What the template says of the concept. */
    String prompt() {
        return (template == null ? TEMPLATE : template).replace("{concept}", concept);
    }

    /** The way of a picture to what the encoder sees. */
    ImageProcessor processor() {
        ImageProcessor cropped = ImageProcessor.stableDiffusion(size);
        return switch (fit) {
            case CROP -> cropped;
            case PAD -> cropped.paddedToSquare();
            case STRETCH -> cropped.through(Geometry.exactly(size, size));
        };
    }

    /** The mask on a latent of so many cells a side, checked. */
    LatentMask cells(Object where, PixelMask mask, int cells) {
        LatentGrid grid = alignment == Alignment.ALIGNED
                ? LatentGrid.aligned(processor().geometry(), cells, cells)
                : LatentGrid.direct(cells, cells);
        UniformMasks uniform = allowUniform ? UniformMasks.ALLOWED : UniformMasks.REFUSED;
        return uniform.check(where, soft ? grid.coverage(mask) : grid.nearest(mask));
    }

    /** Looks at every setting before anything is opened. */
    void check(int multiple) {
        if (size < multiple || size > LARGEST || size % multiple != 0) {
            throw new IllegalArgumentException(
                    "--size must be a multiple of " + multiple + " up to " + LARGEST + ", was " + size);
        }
        if (prompts != null && template != null) {
            throw new IllegalArgumentException("--prompts and --template exclude each other");
        }
        if (concept.isBlank()) throw new IllegalArgumentException("--concept is blank");
        if (template != null && template.isBlank()) throw new IllegalArgumentException("--template is blank");
        if ((retain == null) != (retainPrompts == null)) {
            throw new IllegalArgumentException("--retain and --retain-prompts go together");
        }
    }
}
