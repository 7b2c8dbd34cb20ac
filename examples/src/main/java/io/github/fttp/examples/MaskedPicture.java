package io.github.fttp.examples;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.LabelmeFile;
import io.github.fttp.core.mask.Labels;
import io.github.fttp.core.mask.MaskPictures;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.ShapeMode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A picture with its mask, not read yet. */
public sealed interface MaskedPicture {
    /** Of the mask. */
    Path file();

    String pictureName();

    Picture picture();

    /** The labels that there are. */
    Set<String> labels();

    /** All of the mask. */
    PixelMask mask(ShapeMode shapes);

    /** What of the mask has that label, which may be nothing. */
    PixelMask mask(ShapeMode shapes, String label);

    /** Refuses a label that none of the pictures has. */
    static void requireLabel(Path images, String label, List<MaskedPicture> pictures) {
        Set<String> known = new LinkedHashSet<>();
        for (MaskedPicture picture : pictures) known.addAll(picture.labels());
        if (!known.contains(label)) throw Labels.unknown(images, label, known);
    }

    /** Shapes. */
    record Drawn(LabelmeFile annotation) implements MaskedPicture {
        @Override
        public Path file() {
            return annotation.file();
        }

        @Override
        public String pictureName() {
            return annotation.imageName();
        }

        @Override
        public Picture picture() {
            return annotation.picture();
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
    }

    /** A picture of the mask. */
    record Painted(Path file, Path pictureFile) implements MaskedPicture {
        @Override
        public String pictureName() {
            return pictureFile.getFileName().toString();
        }

        @Override
        public Picture picture() {
            return Pictures.read(pictureFile);
        }

        @Override
        public Set<String> labels() {
            return Set.of();
        }

        @Override
        public PixelMask mask(ShapeMode shapes) {
            Picture picture = picture();
            return MaskPictures.read(file, picture.width(), picture.height());
        }

        @Override
        public PixelMask mask(ShapeMode shapes, String label) {
            throw new BadData(file, "is a PNG, which has no labels; use it without one");
        }
    }
}
