package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import java.nio.file.Path;

/** Where an annotation has its image. */
sealed interface ImageSource {
    /** Names it in messages. */
    String name();

    /** The file it is in. */
    Path file();

    /** Reads it. */
    Image image();

    /** Reads it as it is stored, whatever orientation it declares. */
    Image stored();

    /** The orientation that it declares, from 1 to 8. */
    int orientation();

    /** A file. */
    record Beside(Path file, Decoding how) implements ImageSource {
        @Override
        public String name() {
            return file.getFileName().toString();
        }

        @Override
        public Image image() {
            return Images.read(file, how);
        }

        @Override
        public Image stored() {
            return Images.read(file, how.asStored());
        }

        @Override
        public int orientation() {
            return Images.orientation(file);
        }
    }

    /**
     * Within the annotation itself.
     *
     * @param file of the annotation
     * @param bytes of an image, not to be written to
     */
    record Embedded(Path file, byte[] bytes, Decoding how) implements ImageSource {
        @Override
        public String name() {
            return "imageData";
        }

        @Override
        public Image image() {
            return Images.decode(where(), bytes, how);
        }

        @Override
        public Image stored() {
            return Images.decode(where(), bytes, how.asStored());
        }

        @Override
        public int orientation() {
            return Images.orientation(where(), bytes);
        }

        private String where() {
            return file + ": imageData";
        }
    }
}
