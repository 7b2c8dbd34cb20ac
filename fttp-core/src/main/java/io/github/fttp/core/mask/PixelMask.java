package io.github.fttp.core.mask;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which pixels of an image show a concept: rows from top to bottom, pixels from left to right. Immutable; equal to
 * another when size and every value are.
 */
public final class PixelMask {
    private final int width;
    private final int height;
    /** {@code [height, width]}. */
    private final boolean[] values;

    /** Keeps the array: only for arrays that nobody else will write to. */
    PixelMask(int width, int height, boolean[] values) {
        if (width < 1 || height < 1 || (long) width * height != values.length) {
            throw new IllegalArgumentException(
                    "a mask has a value a pixel, got " + values.length + " for " + width + " x " + height);
        }
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /** @param values {@code [height, width]}, copied */
    public static PixelMask of(int width, int height, boolean... values) {
        return new PixelMask(width, height, values.clone());
    }

    /** Covers nothing. */
    public static PixelMask empty(int width, int height) {
        return new PixelMask(width, height, new boolean[Math.multiplyExact(width, height)]);
    }

    /** Covers the pixels of which any channel is not 0. */
    public static PixelMask nonZero(Image image) {
        byte[] rgb = image.rgb();
        boolean[] values = new boolean[rgb.length / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (rgb[3 * i] | rgb[3 * i + 1] | rgb[3 * i + 2]) != 0;
        }
        return new PixelMask(image.width(), image.height(), values);
    }

    /**
     * Covers the places of a map, of cross-attention for one, that reach a threshold.
     *
     * @param map {@code [height, width]}, finite
     */
    public static PixelMask atLeast(float threshold, int width, int height, float[] map) {
        boolean[] values = new boolean[map.length];
        for (int i = 0; i < map.length; i++) {
            if (!Float.isFinite(map[i])) {
                throw new IllegalArgumentException("value " + i + " of the map must be finite, was " + map[i]);
            }
            values[i] = map[i] >= threshold;
        }
        return new PixelMask(width, height, values);
    }

    /** Itself as an image: white where it covers, black elsewhere. */
    public Image image() {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < rgb.length; i++) rgb[i] = (byte) (values[i / 3] ? 255 : 0);
        return Image.of(width, height, rgb);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Whether the pixel shows the concept. */
    public boolean covers(int row, int column) {
        return values[row * width + column];
    }

    /** A copy of all values, {@code [height, width]}. */
    public boolean[] values() {
        return values.clone();
    }

    /** How many pixels are covered. */
    public int count() {
        int count = 0;
        for (boolean value : values) {
            if (value) count++;
        }
        return count;
    }

    /** The share of the pixels that is covered, from 0 to 1. */
    public double share() {
        return (double) count() / values.length;
    }

    /** Covers what either covers; both have the same size. */
    public PixelMask union(PixelMask other) {
        if (other.width != width || other.height != height) {
            throw new IllegalArgumentException("masks of " + this + " and " + other + " have no union");
        }
        boolean[] either = values.clone();
        for (int i = 0; i < either.length; i++) either[i] |= other.values[i];
        return new PixelMask(width, height, either);
    }

    /** Turned and mirrored as an image of that orientation is, see {@link Images#upright}. */
    PixelMask upright(int orientation) {
        return orientation == 1 ? this : nonZero(Images.upright(image(), orientation));
    }

    /** The part in the upper left corner, which is no larger than the mask. */
    PixelMask upperLeft(int newWidth, int newHeight) {
        return picked(
                IntStream.range(0, newWidth).toArray(),
                IntStream.range(0, newHeight).toArray());
    }

    /** Left and right exchanged. */
    public PixelMask flipped() {
        int[] columns = new int[width];
        for (int i = 0; i < width; i++) columns[i] = width - 1 - i;
        return picked(columns, Geometry.UNCHANGED.rows(width, height));
    }

    /** To another size, whatever the proportions, each pixel from where its centre lies (Pillow's NEAREST). */
    public PixelMask resized(int newWidth, int newHeight) {
        return through(Geometry.exactly(newHeight, newWidth));
    }

    /**
     * The way an image goes, each pixel from where its centre lies (Pillow's NEAREST); what is added around the image
     * is not covered.
     *
     * @throws io.github.fttp.core.io.BadData when the image is too narrow for that
     */
    public PixelMask through(Geometry geometry) {
        return picked(geometry.columns(width, height), geometry.rows(width, height));
    }

    private PixelMask picked(int[] columns, int[] rows) {
        boolean[] picked = new boolean[Math.multiplyExact(columns.length, rows.length)];
        int at = 0;
        for (int row : rows) {
            for (int column : columns) {
                picked[at++] = row != Geometry.NOWHERE && column != Geometry.NOWHERE && covers(row, column);
            }
        }
        return new PixelMask(columns.length, rows.length, picked);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PixelMask mask
                && mask.width == width
                && mask.height == height
                && Arrays.equals(mask.values, values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "PixelMask[" + width + " x " + height + ", " + count() + " covered]";
    }
}
