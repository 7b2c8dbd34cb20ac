package io.github.fttp.core.mask;

import io.github.fttp.core.image.Marks;
import io.github.fttp.core.io.BadData;
import java.nio.file.Path;

/**
 * Masks that are images themselves: PNG of any kind, every pixel that is not black is the concept; or, where colours say
 * nothing, every pixel that is not transparent; but for those that are undecided, see {@link Marks}.
 */
public final class MaskImages {
    private MaskImages() {}

    /** Reads one, see {@link #read(Path, int, int)}, of any size. */
    public static PixelMask read(Path file) {
        return of(Marks.read(file));
    }

    /**
     * Reads one.
     *
     * @param width of the image it belongs to
     * @param height of that image
     * @throws BadData when it cannot be read, has another size, or is no PNG: compression that loses something leaves
     *     traces that are not black around every border
     */
    public static PixelMask read(Path file, int width, int height) {
        PixelMask mask = read(file);
        if (mask.width() != width || mask.height() != height) throw otherSize(file, mask, width, height);
        return mask;
    }

    static BadData otherSize(Path file, PixelMask mask, int width, int height) {
        return new BadData(
                file,
                "is a mask of " + mask.width() + " x " + mask.height() + ", its image has " + width + " x " + height);
    }

    private static PixelMask of(Marks marks) {
        boolean[] concept = new boolean[marks.values().length];
        for (int i = 0; i < concept.length; i++) concept[i] = marks.values()[i] && !marks.undecided()[i];
        return PixelMask.of(marks.width(), marks.height(), concept);
    }

    /** Reads the pixels that a mask leaves undecided, see {@link Marks}. */
    public static PixelMask readUndecided(Path file) {
        Marks marks = Marks.read(file);
        return PixelMask.of(marks.width(), marks.height(), marks.undecided());
    }
}
