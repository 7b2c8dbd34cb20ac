package io.github.fttp.core.mask;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Marks;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which masks the images of a folder have, what of them is the concept, and how they come to a latent.
 *
 * @param files labelme files, PNG masks or folders of such, see {@link ImageMasks}; none for the masks beside the images
 * @param label only the shapes of this label, spelled exactly so, however accents are composed; empty for all, of which there is
 *     a warning where they have several labels
 * @param shapes what of a shape is covered
 * @param alignment where the cells of the latent lie
 * @param soft whether a cell counts by the share of its area that is covered, rather than by its centre
 */
public record MaskSettings(List<Path> files, String label, ShapeMode shapes, LatentAlignment alignment, boolean soft) {
    public MaskSettings {
        files = List.copyOf(files);
        label = Labels.composed(label);
    }

    /** All shapes of the masks beside the images, by their area, on what the encoder sees. */
    public static MaskSettings beside() {
        return new MaskSettings(List.of(), "", ShapeMode.AREA, LatentAlignment.ALIGNED, false);
    }

    /** Takes these files and folders. */
    public MaskSettings files(Path... others) {
        return new MaskSettings(List.of(others), label, shapes, alignment, soft);
    }

    /** Takes one label. */
    public MaskSettings label(String other) {
        return new MaskSettings(files, other, shapes, alignment, soft);
    }

    /** Whether masks or a label are named, so that a mask that cannot be used is an error. */
    private boolean isChosen() {
        return !files.isEmpty() || !label.isEmpty();
    }

    /**
     * Reads the masked images of a folder, sorted, see {@link #forEach}.
     *
     * @param warnings takes what is wrong, and which images have no mask
     */
    public List<MaskedImage> read(Path images, Consumer<String> warnings) {
        List<MaskedImage> masked = new ArrayList<>();
        forEach(images, warnings, masked::add);
        return masked;
    }

    /**
     * Does something with each of the masked images of a folder. One that cannot be used does not hide the others: the last
     * such refusal is thrown, those before it are warnings.
     *
     * @param warnings takes them, and which images have no mask or are of a format that is not read
     * @throws BadData when a mask cannot be used, when there is none, or when none has the label
     */
    public void forEach(Path images, Consumer<String> warnings, Consumer<MaskedImage> action) {
        ImageMasks all = ImageMasks.of(images, files);
        List<InputException> unusable = new ArrayList<>();
        List<MaskedImage> read = all.read(unusable, warnings);
        // Where some can't be read, the label may be theirs.
        if (!label.isEmpty() && unusable.isEmpty()) MaskedImage.requireLabel(images, label, read);
        all.images().warnOfUnread(read.stream().map(MaskedImage::namedImage).toList(), warnings);
        warnOfShapes(images, read, warnings);
        List<Path> unmasked = all.unmasked(read);
        if (!unmasked.isEmpty()) {
            warnings.accept(images + ": not used, since they have no mask: "
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
        unusable.subList(0, unusable.size() - 1).forEach(each -> warnings.accept(each.getMessage()));
        throw unusable.get(unusable.size() - 1);
    }

    /**
     * Reads the masks that there are, where none need be: unless masks or a label are named, what cannot be used is only a
     * warning.
     *
     * @param warnings takes it
     * @return by the images' files
     */
    public Map<Path, MaskedImage> readIfAny(Path images, Consumer<String> warnings) {
        Map<Path, MaskedImage> found = new LinkedHashMap<>();
        if (isChosen()) {
            forEach(images, warnings, image -> found.put(image.imageFile(), image));
            return found;
        }
        ImageMasks all = ImageMasks.of(images, files);
        if (!all.any()) return found;
        List<InputException> unusable = new ArrayList<>();
        List<MaskedImage> read = all.read(unusable, warnings);
        warnOfShapes(images, read, warnings);
        for (MaskedImage each : read) found.put(each.imageFile(), each);
        for (InputException each : unusable) warnings.accept("not measured by its mask: " + each.getMessage());
        return found;
    }

    private void warnOfShapes(Path images, List<MaskedImage> read, Consumer<String> warnings) {
        warnOfSeveralLabels(images, read, warnings);
        warnOfSeveralColours(images, read, warnings);
        if (shapes == ShapeMode.AREA) warnOfLines(images, read, warnings);
    }

    /** Says which shapes cover nothing: somebody may have drawn around the concept with a line. */
    private void warnOfLines(Path images, List<MaskedImage> read, Consumer<String> warnings) {
        List<String> lines = read.stream()
                .filter(MaskedImage.Annotated.class::isInstance)
                .flatMap(image -> ((MaskedImage.Annotated) image).annotation().withoutArea(label).stream())
                .toList();
        if (lines.isEmpty()) return;
        warnings.accept(images + ": " + lines.size()
                + (lines.size() == 1 ? " shape is a line or point" : " shapes are lines or points")
                + ", which cover nothing: " + lines.get(0) + (lines.size() == 1 ? "" : " and others"));
    }

    /** Says that all labels count, where there are several and none is chosen. */
    private void warnOfSeveralLabels(Path images, List<MaskedImage> read, Consumer<String> warnings) {
        Set<String> labels = new LinkedHashSet<>();
        read.forEach(image -> labels.addAll(image.labels()));
        if (!label.isEmpty() || labels.size() < 2) return;
        warnings.accept(images + ": all shapes count as the concept, whatever their labels: " + Labels.quoted(labels)
                + "; choose labels to take the shapes of those only");
    }

    /** Says that all colours count, where those of a mask may stand for several things. */
    private static void warnOfSeveralColours(Path images, List<MaskedImage> read, Consumer<String> warnings) {
        List<Path> several = read.stream()
                .filter(MaskedImage.Painted.class::isInstance)
                .map(MaskedImage::file)
                .filter(MaskSettings::hasSeveralColours)
                .toList();
        if (several.isEmpty()) return;
        warnings.accept(images + ": " + several.size() + (several.size() == 1 ? " mask has" : " masks have")
                + " several colours, which all count as the concept, whatever they stand for: "
                + several.get(0).getFileName() + (several.size() == 1 ? "" : " and others")
                + "; paint what is not the concept black");
    }

    private static boolean hasSeveralColours(Path mask) {
        try {
            return Marks.read(mask).colours() > 1;
        } catch (InputException e) {
            return false; // it is refused where it is used
        }
    }

    /** The mask of an image, at the image's own size. */
    public PixelMask mask(MaskedImage image) {
        return label.isEmpty() ? image.mask(shapes) : image.mask(shapes, label);
    }

    /** The pixels of an image that count for neither side, at its own size. */
    public PixelMask ignored(MaskedImage image) {
        return image.ignored(shapes);
    }

    /**
     * A mask on the latent.
     *
     * @param whole as {@link #mask} gives it
     * @param ignored as {@link #ignored} gives it
     * @param geometry the way of the image to what the encoder sees
     * @param cells of the latent, a side
     */
    public LatentMask cells(PixelMask whole, PixelMask ignored, Geometry geometry, int cells) {
        LatentGrid grid = alignment.grid(geometry, cells);
        return (soft ? grid.coverage(whole) : grid.nearest(whole)).without(grid.centres(ignored));
    }
}
