package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A picture with the shapes that were drawn on it in labelme (files of versions 4 and 5).
 *
 * <p>Polygons, rectangles and circles cover an area, lines and points are read and cover none (unless drawn the authors'
 * way, see {@link ShapeMode}). What lies beside the picture is clipped and logged as a warning. Fields that are not
 * needed are ignored.
 */
public final class LabelmeFile {
    private final Path file;
    private final PictureSource source;
    private final int width;
    private final int height;
    private final List<LabelmeShape> shapes;

    /** @param shapes with all their points near enough to be drawn */
    LabelmeFile(Path file, PictureSource source, Picture picture, List<LabelmeShape> shapes) {
        this.file = file;
        this.source = source;
        this.width = picture.width();
        this.height = picture.height();
        this.shapes = List.copyOf(shapes);
    }

    /** Reads one, its picture decoded as the reference pipelines do, see {@link #read(Path, Path, Decoding)}. */
    public static LabelmeFile read(Path file, Path images) {
        return read(file, images, Decoding.REFERENCE);
    }

    /**
     * Reads one. Its picture is the file in {@code images} that the last component of {@code imagePath} names, whatever
     * folders come before it; where there is none, the one in {@code imageData}.
     *
     * @param how as the picture will be decoded when it is trained on: labelme itself shows it upright
     * @throws BadData when the file cannot be used: it is damaged; it has no picture, one that cannot be read, or one of
     *     another size than {@code imageWidth} and {@code imageHeight} say; {@code imagePath} is absolute or leaves more
     *     than one folder; or a shape has no label, a type that is not supported, or points that do not make such a shape
     */
    public static LabelmeFile read(Path file, Path images, Decoding how) {
        return new LabelmeReader(Json.data(file), images, how).read();
    }

    /** The annotation. */
    public Path file() {
        return file;
    }

    /** The picture's file name; the annotation's where the picture lies within. */
    public String imageName() {
        return source.file().getFileName().toString();
    }

    /** Reads the picture again. */
    public Picture picture() {
        return source.picture();
    }

    /** The picture's width in pixels. */
    public int width() {
        return width;
    }

    /** The picture's height in pixels. */
    public int height() {
        return height;
    }

    /** The labels as they are spelled, each once, in the order of the file. */
    public Set<String> labels() {
        Set<String> labels = new LinkedHashSet<>();
        for (LabelmeShape shape : shapes) labels.add(shape.label());
        return labels;
    }

    /** The union of all shapes, at the picture's size. */
    public PixelMask mask(ShapeMode mode) {
        return mode.mask(file, shapes, width, height);
    }

    /**
     * The union of the shapes of one label, at the picture's size.
     *
     * @param label spelled exactly as in the file
     * @throws BadData when no shape has it; the message lists those that there are
     */
    public PixelMask mask(ShapeMode mode, String label) {
        List<LabelmeShape> labelled =
                shapes.stream().filter(shape -> shape.label().equals(label)).toList();
        if (labelled.isEmpty()) throw Labels.unknown(file, label, labels());
        return mode.mask(file, labelled, width, height);
    }
}
