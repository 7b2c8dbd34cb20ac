package io.github.fttp.core.mask;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Geometry;
import java.util.Arrays;

/**
 * Where the cells of a latent lie on an image: the image first goes the way of {@code geometry}, then
 * {@code height x width} cells divide it evenly.
 *
 * @param geometry the way of the image to the size the encoder sees
 * @param height of the latent
 * @param width of the latent
 */
public record LatentGrid(Geometry geometry, int height, int width) {
    /** Beyond any latent; keeps a slip of the pen from asking for all memory. */
    private static final int MOST = 1 << 14;

    public LatentGrid {
        Check.atLeast(1, height, "height of the latent");
        Check.atLeast(1, width, "width of the latent");
        if (height > MOST || width > MOST) {
            throw new IllegalArgumentException("a latent of " + height + " x " + width
                    + " is not supported, height and width are at most " + MOST);
        }
    }

    /**
     * The cells divide the whole image as it is. What the authors do (FTTP, {@code train-scripts/dataset.py}), though
     * they crop the image: unless that is a square, the mask then does not lie on it.
     */
    public static LatentGrid direct(int height, int width) {
        return new LatentGrid(Geometry.UNCHANGED, height, width);
    }

    /** The cells divide what the geometry of the image leaves of it: the mask lies on what the encoder sees. */
    public static LatentGrid aligned(Geometry geometry, int height, int width) {
        return new LatentGrid(geometry, height, width);
    }

    /** 1 for each cell whose centre a mask covers, 0 for the others: by NEAREST through both steps, as the authors. */
    public LatentMask nearest(PixelMask mask) {
        return LatentMask.of(centres(mask));
    }

    /** The cells, {@code height x width}, whose centres a mask covers. */
    public PixelMask centres(PixelMask mask) {
        return mask.through(geometry).resized(width, height);
    }

    /**
     * The share of each cell's area that a mask covers. Pixels across the border of two cells count for either by what
     * lies in it, so that {@code sum() / cells} is the covered share of the image.
     */
    public LatentMask coverage(PixelMask mask) {
        PixelMask seen = mask.through(geometry);
        // In units of which every pixel and every cell is a whole number: a pixel is [h, w] of them, a cell [H, W].
        long pixelRows = seen.height();
        long pixelColumns = seen.width();
        long[] sums = new long[height * width];
        long[] row = new long[width];
        for (int y = 0; y < pixelRows; y++) {
            addRow(seen, y, row);
            for (int r = (int) (y * (long) height / pixelRows); r * pixelRows < (y + 1L) * height; r++) {
                long shared = overlap(r, pixelRows, y, height);
                for (int c = 0; c < width; c++) sums[r * width + c] += shared * row[c];
            }
        }
        float[] values = new float[sums.length];
        for (int i = 0; i < values.length; i++) values[i] = (float) ((double) sums[i] / (pixelRows * pixelColumns));
        return new LatentMask(height, width, values);
    }

    /** The covered length of each cell along one row of pixels. */
    private void addRow(PixelMask seen, int y, long[] row) {
        long pixelColumns = seen.width();
        Arrays.fill(row, 0);
        for (int x = 0; x < pixelColumns; x++) {
            if (!seen.covers(y, x)) continue;
            for (int c = (int) (x * (long) width / pixelColumns); c * pixelColumns < (x + 1L) * width; c++) {
                row[c] += overlap(c, pixelColumns, x, width);
            }
        }
    }

    /** How much the {@code i}-th stretch of one length and the {@code j}-th of another have in common. */
    private static long overlap(long i, long length, long j, long otherLength) {
        return Math.min((i + 1) * length, (j + 1) * otherLength) - Math.max(i * length, j * otherLength);
    }
}
