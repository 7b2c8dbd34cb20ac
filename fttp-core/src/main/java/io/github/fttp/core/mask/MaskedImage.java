package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An image with its mask; both are read when they are asked for, the image upright, as its mask was drawn. */
public sealed interface MaskedImage {
    /** The file of the mask. */
    Path file();

    /** The file of the image; the mask's where the image lies within. */
    Path imageFile();

    /** How the file of the image is called, even where the image lies within the mask's. */
    default Path namedImage() {
        return imageFile();
    }

    /** The image's file name. */
    default String imageName() {
        return imageFile().getFileName().toString();
    }

    /** Reads the image. */
    Image image();

    /** The labels that there are. */
    Set<String> labels();

    /** The mask of all labels together. */
    PixelMask mask(ShapeMode shapes);

    /** The mask of that label, which may be empty. */
    PixelMask mask(ShapeMode shapes, String label);

    /** The pixels that count for neither side; mostly none. */
    PixelMask ignored(ShapeMode shapes);

    /**
     * Refuses a label that none of the images has.
     *
     * @param where they are from, for the message
     */
    static void requireLabel(Object where, String label, List<MaskedImage> images) {
        Set<String> known = new LinkedHashSet<>();
        for (MaskedImage image : images) known.addAll(image.labels());
        if (!known.contains(label)) throw Labels.unknown(where, label, known);
    }

    /** An image with shapes. */
    record Annotated(LabelmeFile annotation) implements MaskedImage {
        @Override
        public Path file() {
            return annotation.file();
        }

        @Override
        public Path imageFile() {
            return annotation.imageFile();
        }

        @Override
        public Path namedImage() {
            return annotation.namedImage();
        }

        @Override
        public Image image() {
            return annotation.image();
        }

        @Override
        public Set<String> labels() {
            return annotation.labels();
        }

        @Override
        public PixelMask mask(ShapeMode shapes) {
            return annotation.mask(shapes);
        }

        @Override
        public PixelMask mask(ShapeMode shapes, String label) {
            return labels().contains(label)
                    ? annotation.mask(shapes, label)
                    : PixelMask.empty(annotation.width(), annotation.height());
        }

        @Override
        public PixelMask ignored(ShapeMode shapes) {
            return annotation.ignored(shapes);
        }
    }

    /** An image with an image of its mask, see {@link MaskImages}. */
    record Painted(Path file, Path imageFile) implements MaskedImage {
        @Override
        public Image image() {
            return Images.read(imageFile, Decoding.REFERENCE.upright());
        }

        @Override
        public Set<String> labels() {
            return Set.of();
        }

        @Override
        public PixelMask mask(ShapeMode shapes) {
            return placed(MaskImages.read(file));
        }

        private PixelMask placed(PixelMask mask) {
            Image image = image();
            int orientation = Images.orientation(imageFile);
            boolean fits = mask.width() == image.width() && mask.height() == image.height();
            // Painted on the image as it is stored: where width and height change places, that can be told.
            boolean stored = orientation >= 5 && mask.width() == image.height() && mask.height() == image.width();
            if (fits) return mask;
            if (stored) return mask.upright(orientation);
            throw MaskImages.otherSize(file, mask, image.width(), image.height());
        }

        @Override
        public PixelMask mask(ShapeMode shapes, String label) {
            throw new BadData(file, "is a PNG, which has no labels; use it without one");
        }

        @Override
        public PixelMask ignored(ShapeMode shapes) {
            return placed(MaskImages.readUndecided(file));
        }
    }
}
