package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An image with the shapes that were drawn on it in labelme (files of versions 3, 4 and 5).
 *
 * <p>Polygons, rectangles (of two or four corners, turned or not), circles and masks cover an area, lines and points are read
 * and cover none (unless drawn the authors' way, see {@link ShapeMode}). What lies beside the image is clipped and logged as
 * a warning. Fields that are not needed are ignored.
 *
 * <p>Shapes are drawn over each other in the order of the file. What is labelled {@code _background_} or {@code __background__}
 * shows nothing of the concept, whatever was drawn there before; what is labelled {@code __ignore__} or {@code _ignore_} counts
 * for neither side ({@link #ignored}). Neither is a label to be asked for.
 */
public final class LabelmeFile {
    private final Path file;
    private final ImageSource source;
    private final Path named;
    private final int width;
    private final int height;
    /** From what the shapes were drawn on to the image. */
    private final int orientation;

    private final List<LabelmeShape> shapes;

    /**
     * @param named how the image's file is called, whether it is there or not
     * @param drawnOn the image, or as it is stored where the shapes were drawn on that
     * @param orientation from 1 to 8; 1 where the shapes were drawn on the image as it is
     * @param shapes with all their points near enough to be drawn
     */
    LabelmeFile(Path file, ImageSource source, Path named, Image drawnOn, int orientation, List<LabelmeShape> shapes) {
        this.file = file;
        this.source = source;
        this.named = named;
        this.width = drawnOn.width();
        this.height = drawnOn.height();
        this.orientation = orientation;
        this.shapes = List.copyOf(shapes);
    }

    /** Reads one, its image upright, as labelme shows it; see {@link #read(Path, Path, Decoding)}. */
    public static LabelmeFile read(Path file, Path images) {
        return read(file, images, Decoding.REFERENCE.upright());
    }

    /** Reads it with an image of that folder, see {@link #read(Path, ImageFolder, Decoding)}. */
    public static LabelmeFile read(Path file, Path images, Decoding how) {
        return read(file, ImageFolder.of(images), how);
    }

    /**
     * Reads one. Its image is the file in {@code images} to which {@code imagePath} leads from the annotation; else the one that
     * its last component names, whatever folders come before it, see {@link ImageFolder#named}; where there is none or it
     * cannot be read, the one in {@code imageData}.
     *
     * @param how as the image will be decoded when it is trained on; labelme itself shows it upright, so read as it is stored
     *     the mask of an image that declares an orientation lies elsewhere
     * @throws BadData when the file cannot be used: it is damaged; it has no image, one that cannot be read, or one of
     *     another size than {@code imageWidth} and {@code imageHeight} say; {@code imagePath} may be any of several; or a shape
     *     has no label, a type that is not supported, or points that do not make such a shape
     */
    public static LabelmeFile read(Path file, ImageFolder images, Decoding how) {
        return new LabelmeReader(Json.data(file), images, how).read();
    }

    /** The annotation. */
    public Path file() {
        return file;
    }

    /** The image's file name; the annotation's where the image lies within. */
    public String imageName() {
        return source.file().getFileName().toString();
    }

    /** The file of the image; the annotation's where the image lies within. */
    public Path imageFile() {
        return source.file();
    }

    /**
     * How the file of the image is called: where it lies within, the one that cannot be read, else beside the annotation as {@code
     * imagePath} has it.
     */
    public Path namedImage() {
        return named;
    }

    /** Reads the image again. */
    public Image image() {
        return source.image();
    }

    /** The image's width in pixels. */
    public int width() {
        return orientation < 5 ? width : height;
    }

    /** The image's height in pixels. */
    public int height() {
        return orientation < 5 ? height : width;
    }

    /**
     * The labels as they are spelled, with accents composed, each once, in the order of the file; what shows or counts for nothing
     * aside.
     */
    public Set<String> labels() {
        Set<String> labels = new LinkedHashSet<>();
        for (LabelmeShape shape : shapes) {
            if (ShapeRole.of(shape.label()) == ShapeRole.CONCEPT) labels.add(shape.label());
        }
        return labels;
    }

    /**
     * The lines and points, which cover nothing, each with its file.
     *
     * @param label that they have; empty for all
     */
    List<String> withoutArea(String label) {
        return shapes.stream()
                .filter(shape -> !shape.type().hasArea()
                        && (label.isEmpty() || shape.label().equals(label)))
                .map(shape -> shape + " of " + file.getFileName())
                .toList();
    }

    /** The mask of the shapes, at the image's size. */
    public PixelMask mask(ShapeMode mode) {
        return drawn(mode, shape -> true).mask().upright(orientation);
    }

    /**
     * Covers what the shapes of one label do, at the image's size; those of other labels may lie over them.
     *
     * @param label spelled exactly as in the file, however accents are composed
     * @throws BadData when no shape has it; the message lists those that there are
     */
    public PixelMask mask(ShapeMode mode, String label) {
        String wanted = Labels.composed(label);
        if (!labels().contains(wanted)) throw Labels.unknown(file, label, labels());
        return drawn(mode, shape -> shape.label().equals(wanted)).mask().upright(orientation);
    }

    /** The pixels that count for neither side, at the image's size; mostly none. */
    public PixelMask ignored(ShapeMode mode) {
        return drawn(mode, shape -> true).ignored().upright(orientation);
    }

    private Canvas drawn(ShapeMode mode, ShapeMode.Shown shown) {
        return mode.drawn(file, shapes, shown, width, height);
    }
}
