package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import java.nio.file.Path;

/** Where an annotation has its picture. */
sealed interface PictureSource {
    /** What messages call it. */
    String name();

    /** The file it is in. */
    Path file();

    /** Reads it. */
    Picture picture();

    /** Reads it as it is stored, whatever orientation it declares. */
    Picture stored();

    /** The orientation that it declares, from 1 to 8. */
    int orientation();

    /** A file. */
    record Beside(Path file, Decoding how) implements PictureSource {
        @Override
        public String name() {
            return file.getFileName().toString();
        }

        @Override
        public Picture picture() {
            return Pictures.read(file, how);
        }

        @Override
        public Picture stored() {
            return Pictures.read(file, how.asStored());
        }

        @Override
        public int orientation() {
            return Pictures.orientation(file);
        }
    }

    /**
     * Within the annotation itself.
     *
     * @param file of the annotation
     * @param bytes of a picture, not to be written to
     */
    record Embedded(Path file, byte[] bytes, Decoding how) implements PictureSource {
        @Override
        public String name() {
            return "imageData";
        }

        @Override
        public Picture picture() {
            return Pictures.decode(where(), bytes, how);
        }

        @Override
        public Picture stored() {
            return Pictures.decode(where(), bytes, how.asStored());
        }

        @Override
        public int orientation() {
            return Pictures.orientation(where(), bytes);
        }

        private String where() {
            return file + ": imageData";
        }
    }
}
