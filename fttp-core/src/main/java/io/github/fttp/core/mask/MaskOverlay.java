package io.github.fttp.core.mask;

import io.github.fttp.core.image.Image;

/** An image with its mask on it, to be looked at. */
public final class MaskOverlay {
    private static final int[] TINT = {255, 0, 64};
    private static final int[] IGNORED = {0, 96, 255};
    private static final int[] LINE = {0, 0, 0};
    private static final int[] LINE_OF_CONCEPT = {255, 255, 0};
    /** Cells smaller than that would be nothing but lines. */
    private static final int SMALLEST_CELL = 3;

    private MaskOverlay() {}

    /** The image with what the mask covers tinted; both of the same size. */
    public static Image draw(Image image, PixelMask mask) {
        byte[] rgb = image.rgb();
        tint(image, mask, TINT, rgb);
        return Image.of(image.width(), image.height(), rgb);
    }

    /**
     * Draws the mask with the borders of the latent cells, bright where a cell counts and carries anything of the concept; without
     * them where the cells are narrower than 3 pixels. Cells that count for neither side have another colour.
     *
     * @param cells divide the image evenly
     */
    public static Image draw(Image image, PixelMask mask, LatentMask cells) {
        boolean[] counts = cells.counts();
        int[] rows = cellsOf(image.height(), cells.height());
        int[] columns = cellsOf(image.width(), cells.width());
        boolean[] ignored = new boolean[image.height() * image.width()];
        for (int i = 0; i < ignored.length; i++) {
            ignored[i] = !counts[rows[i / image.width()] * cells.width() + columns[i % image.width()]];
        }
        return draw(image, mask, PixelMask.of(image.width(), image.height(), ignored), cells);
    }

    /**
     * Draws likewise, with what counts for neither side in another colour.
     *
     * @param ignored of the image's size
     */
    public static Image draw(Image image, PixelMask mask, PixelMask ignored, LatentMask cells) {
        byte[] rgb = image.rgb();
        tint(image, mask, TINT, rgb);
        tint(image, ignored, IGNORED, rgb);
        int width = image.width();
        int height = image.height();
        if (width / cells.width() < SMALLEST_CELL || height / cells.height() < SMALLEST_CELL) {
            return Image.of(width, height, rgb);
        }
        boolean[] counts = cells.counts();
        int[] rows = cellsOf(height, cells.height());
        int[] columns = cellsOf(width, cells.width());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean border = y == 0 || rows[y] != rows[y - 1] || x == 0 || columns[x] != columns[x - 1];
                if (!border) continue;
                int cell = rows[y] * cells.width() + columns[x];
                boolean concept = counts[cell] && cells.at(rows[y], columns[x]) > 0;
                blend(rgb, y * width + x, concept ? LINE_OF_CONCEPT : LINE, concept ? 0.5 : 0.25);
            }
        }
        return Image.of(width, height, rgb);
    }

    private static void tint(Image image, PixelMask mask, int[] colour, byte[] rgb) {
        if (mask.width() != image.width() || mask.height() != image.height()) {
            throw new IllegalArgumentException(mask + " does not fit " + image);
        }
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (mask.covers(y, x)) blend(rgb, y * image.width() + x, colour, 0.4);
            }
        }
    }

    /** The cell in which each pixel's centre lies. */
    private static int[] cellsOf(int pixels, int cells) {
        int[] cell = new int[pixels];
        for (int i = 0; i < pixels; i++) cell[i] = (int) ((2L * i + 1) * cells / (2L * pixels));
        return cell;
    }

    private static void blend(byte[] rgb, int pixel, int[] colour, double opacity) {
        for (int c = 0; c < 3; c++) {
            int at = 3 * pixel + c;
            rgb[at] = (byte) Math.round((1 - opacity) * (rgb[at] & 0xFF) + opacity * colour[c]);
        }
    }
}
