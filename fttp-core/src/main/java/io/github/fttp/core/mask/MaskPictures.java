package io.github.fttp.core.mask;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Masks that are pictures themselves: PNG of any kind, every pixel that is not black (its alpha aside) is the concept. */
public final class MaskPictures {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private MaskPictures() {}

    /** Reads one, see {@link #read(Path, int, int)}, of any size. */
    public static PixelMask read(Path file) {
        return PixelMask.nonZero(picture(file));
    }

    /**
     * Reads one.
     *
     * @param width of the picture it belongs to
     * @param height of that picture
     * @throws BadData when it cannot be read, has another size, or is no PNG: compression that loses something leaves
     *     traces that are not black around every border
     */
    public static PixelMask read(Path file, int width, int height) {
        Picture picture = picture(file);
        if (picture.width() != width || picture.height() != height) {
            throw new BadData(
                    file,
                    "is a mask of " + picture.width() + " x " + picture.height() + ", its picture has " + width + " x "
                            + height);
        }
        return PixelMask.nonZero(picture);
    }

    private static Picture picture(Path file) {
        Picture picture = Pictures.read(file);
        try (InputStream in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(PNG.length), PNG)) throw new BadData(file, "is a mask, expected a PNG");
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + Refusal.reason(e), e);
        }
        return picture;
    }
}
