package io.github.fttp.core.image;

import java.util.Arrays;

/**
 * An immutable 8-bit RGB image: rows from top to bottom, pixels from left to right, three bytes a pixel.
 *
 * <p>Equal to another when size and every sample are.
 */
public final class Image {
    /** Pixels that Pillow refuses to open; three times that still fits an array. */
    public static final long MAX_PIXELS = 178_956_970;

    private final int width;
    private final int height;
    /** {@code [height, width, 3]}. */
    private final byte[] rgb;

    /** Keeps the array: only for arrays that nobody else will write to. */
    Image(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new IllegalArgumentException(
                    "an image has from 1 to " + MAX_PIXELS + " pixels, asked for " + width + " x " + height);
        }
        if (rgb.length != 3 * width * height) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " has 3 bytes a pixel, got " + rgb.length + " bytes");
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** @param rgb {@code [height, width, 3]}, copied */
    public static Image of(int width, int height, byte[] rgb) {
        return new Image(width, height, rgb.clone());
    }

    /** An image of one colour; samples from 0 to 255. */
    public static Image filled(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return new Image(width, height, rgb);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** @param channel 0 red, 1 green, 2 blue
     * @return 0 to 255 */
    public int sample(int row, int column, int channel) {
        return rgb[3 * (row * width + column) + channel] & 0xFF;
    }

    /** A copy of all samples, {@code [height, width, 3]}. */
    public byte[] rgb() {
        return rgb.clone();
    }

    /** The samples themselves, {@code [height, width, 3]}: not to be written to. */
    byte[] samples() {
        return rgb;
    }

    /**
     * The rectangle with its upper left corner at {@code (left, top)}, which may lie outside in part: there it is
     * filled with that colour.
     */
    public Image window(int left, int top, int width, int height, Rgb background) {
        int[] fill = {(int) background.red(), (int) background.green(), (int) background.blue()};
        Image window = filled(width, height, fill[0], fill[1], fill[2]);
        int firstColumn = Math.max(0, left);
        int columns = Math.min(this.width, left + width) - firstColumn;
        for (int row = Math.max(0, top); columns > 0 && row < Math.min(this.height, top + height); row++) {
            int from = 3 * (row * this.width + firstColumn);
            int to = 3 * ((row - top) * width + firstColumn - left);
            System.arraycopy(rgb, from, window.rgb, to, 3 * columns);
        }
        return window;
    }

    /** Some of the rows, all of which are in the image. */
    Image rows(int from, int count) {
        if (count == height) {
            return this;
        }
        return new Image(width, count, Arrays.copyOfRange(rgb, 3 * width * from, 3 * width * (from + count)));
    }

    /** Left and right exchanged. */
    public Image flipped() {
        byte[] flipped = new byte[rgb.length];
        for (int i = 0; i < width * height; i++) {
            System.arraycopy(rgb, 3 * i, flipped, 3 * (i / width * width + width - 1 - i % width), 3);
        }
        return new Image(width, height, flipped);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image
                && image.width == width
                && image.height == height
                && Arrays.equals(image.rgb, rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Image[" + width + " x " + height + "]";
    }
}
