package io.github.fttp.core.image;

import io.github.fttp.core.io.BadData;
import java.util.Arrays;

/**
 * Where pixels go when an image is padded, resized and cropped: the part of an {@link ImageProcessor} that says nothing
 * about their values. What is drawn on an image, a mask for one, has to go the same way to stay where it is.
 *
 * @param padsToSquare whether the image is first put in the middle of a square
 * @param size what it is resized to
 * @param crop what is cut out then
 */
public record Geometry(boolean padsToSquare, TargetSize size, Crop crop) {
    /** The source of a pixel that comes from nowhere in the image: padding, or black around a crop. */
    public static final int NOWHERE = -1;

    /** Every pixel stays where it is. */
    public static final Geometry UNCHANGED = new Geometry(false, new TargetSize.Unchanged(), new Crop.None());

    /** Resized to this size, whatever the proportions. */
    public static Geometry exactly(int height, int width) {
        return new Geometry(false, new TargetSize.Exactly(height, width), new Crop.None());
    }

    /** As small as covers this size with its own proportions, the middle cut out: {@link ImageProcessor#stableDiffusion}. */
    public static Geometry centred(int height, int width) {
        return new Geometry(
                false, new TargetSize.Covering(height, width), new Crop.Centre(height, width, Crop.Rounding.HALF_EVEN));
    }

    /**
     * From which column of an image of {@code width x height} each column of the result comes, by
     * {@link Resampling#NEAREST}, or {@link #NOWHERE}.
     *
     * @throws BadData when the image is so narrow that what it is to be resized to is none
     */
    public int[] columns(int width, int height) {
        long[] resized = resized(width, height);
        int kept = crop instanceof Crop.Centre centre ? centre.width() : (int) resized[0];
        return sources(width, padded(width, height), resized[0], kept);
    }

    /** Finds the source's rows likewise. */
    public int[] rows(int width, int height) {
        long[] resized = resized(width, height);
        int kept = crop instanceof Crop.Centre centre ? centre.height() : (int) resized[1];
        return sources(height, padded(height, width), resized[1], kept);
    }

    /** How many rows of an image of {@code width x height} are cut off above the result, once it is resized; 0 without a crop. */
    public int cropTop(int width, int height) {
        return crop instanceof Crop.Centre centre ? cut(centre, resized(width, height)[1], centre.height()) : 0;
    }

    /** How many columns likewise are cut off to the left of the result. */
    public int cropLeft(int width, int height) {
        return crop instanceof Crop.Centre centre ? cut(centre, resized(width, height)[0], centre.width()) : 0;
    }

    private static int cut(Crop.Centre centre, long resized, int kept) {
        return (int) Math.max(0, centre.rounding().half(resized - kept));
    }

    private int padded(int side, int other) {
        return padsToSquare ? Math.max(side, other) : side;
    }

    private long[] resized(int width, int height) {
        int paddedWidth = padded(width, height);
        int paddedHeight = padded(height, width);
        long toWidth = size.widthOf(paddedWidth, paddedHeight);
        long toHeight = size.heightOf(paddedWidth, paddedHeight);
        // With a crop the product may be larger than any image; each side is still walked along.
        long most = crop instanceof Crop.None ? Image.MAX_PIXELS / Math.max(1, toHeight) : Image.MAX_PIXELS;
        if (toWidth < 1 || toHeight < 1 || toWidth > most || toHeight > Image.MAX_PIXELS) {
            throw new BadData(
                    "an image of " + width + " x " + height,
                    "would become " + toWidth + " x " + toHeight + ", expected at most " + Image.MAX_PIXELS
                            + " pixels");
        }
        return new long[] {toWidth, toHeight};
    }

    private int[] sources(int real, int padded, long resized, int kept) {
        long start = crop instanceof Crop.Centre centre ? centre.rounding().half(resized - kept) : 0;
        int inside = (int) Math.min(kept, resized);
        int[] places = Nearest.places(padded, resized, Math.max(0, start), inside);
        int before = (int) Math.max(0, -start);
        int padding = (padded - real) / 2;
        int[] sources = new int[kept];
        Arrays.fill(sources, NOWHERE);
        for (int i = 0; i < inside; i++) {
            int place = places[i] - padding;
            if (place >= 0 && place < real) sources[before + i] = place;
        }
        return sources;
    }
}
