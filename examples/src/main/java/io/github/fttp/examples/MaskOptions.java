package io.github.fttp.examples;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.mask.ImageMasks;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskedImage;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.ShapeMode;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which masks images have, and how they come to the latent; commands add to it what they do with them. */
@Under(Heading.MASKS)
public abstract class MaskOptions {
    /** Where the cells of the latent lie on the image. */
    enum Alignment {
        /** On what the encoder sees. */
        ALIGNED,
        /** On the whole image, as the authors' code has it, even where the image is cropped. */
        DIRECT
    }

    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--masks",
            paramLabel = "PATH",
            description =
                    "labelme file, PNG mask named NAME.png or NAME.mask.png (also -mask, _mask, -masklabel) for the"
                            + " image NAME, or folder of such; may be repeated (default: those beside the images).")
    List<Path> masks = List.of();

    @Option(names = "--label", description = "Only the shapes of this label, spelled exactly so (default: all).")
    String label;

    @Option(
            names = "--shapes",
            defaultValue = "AREA",
            description =
                    "What of a shape is covered: ${COMPLETION-CANDIDATES}; AUTHORS takes every shape for a polygon"
                            + SHOWN)
    ShapeMode shapes;

    @Option(
            names = "--grid",
            defaultValue = "ALIGNED",
            description = "Where the cells of the latent lie: ${COMPLETION-CANDIDATES}; DIRECT divides the whole image,"
                    + " even what is cropped, as the authors do" + SHOWN)
    Alignment alignment;

    @Option(names = "--soft-masks", description = "A cell counts by the share of its area that is covered.")
    boolean soft;

    /**
     * Does something with each of the masked images. One that cannot be used does not hide the others: the last such
     * refusal is thrown, those before it are printed.
     *
     * @param err takes them, and which images have no mask
     */
    protected final void forEach(Path images, PrintWriter err, Consumer<MaskedImage> action) {
        ImageMasks all = ImageMasks.of(images, masks);
        List<InputException> unusable = new ArrayList<>();
        List<MaskedImage> read = all.read(unusable);
        // Where some can't be read, the label may be theirs.
        if (label != null && unusable.isEmpty()) MaskedImage.requireLabel(images, label, read);
        List<Path> unmasked = all.unmasked(read);
        if (!unmasked.isEmpty()) {
            err.println(images + ": not used, since they have no mask: "
                    + unmasked.stream().map(Path::getFileName).toList());
        }
        for (MaskedImage image : read) {
            try {
                action.accept(image);
            } catch (BadData e) {
                unusable.add(e);
            }
        }
        if (unusable.isEmpty()) return;
        unusable.subList(0, unusable.size() - 1).forEach(each -> err.println(each.getMessage()));
        throw unusable.get(unusable.size() - 1);
    }

    /**
     * The masks that there are, where none need be: unless options name masks or a label, what cannot be used is only printed.
     *
     * @param err takes it
     * @return by the images' files
     */
    public final Map<Path, MaskedImage> ifAny(Path images, PrintWriter err) {
        Map<Path, MaskedImage> found = new LinkedHashMap<>();
        if (!masks.isEmpty() || label != null) {
            forEach(images, err, image -> found.put(image.imageFile(), image));
            return found;
        }
        ImageMasks all = ImageMasks.of(images, masks);
        if (!all.any()) return found;
        List<InputException> unusable = new ArrayList<>();
        for (MaskedImage each : all.read(unusable)) found.put(each.imageFile(), each);
        for (InputException each : unusable) err.println("not measured by its mask: " + each.getMessage());
        return found;
    }

    /** The mask of an image, at the image's own size. */
    protected final PixelMask mask(MaskedImage image) {
        return label == null ? image.mask(shapes) : image.mask(shapes, label);
    }

    /** The pixels of an image that count for neither side, at its own size. */
    protected final PixelMask ignored(MaskedImage image) {
        return image.ignored(shapes);
    }

    /**
     * Both on a latent.
     *
     * @param geometry the way of the image to what the encoder sees
     * @param cells of the latent, a side
     */
    protected final LatentMask cells(PixelMask whole, PixelMask ignored, Geometry geometry, int cells) {
        LatentGrid grid = alignment == Alignment.ALIGNED
                ? LatentGrid.aligned(geometry, cells, cells)
                : LatentGrid.direct(cells, cells);
        return (soft ? grid.coverage(whole) : grid.nearest(whole)).without(grid.centres(ignored));
    }
}
