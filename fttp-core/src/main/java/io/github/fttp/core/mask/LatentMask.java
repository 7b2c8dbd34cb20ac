package io.github.fttp.core.mask;

import java.util.Arrays;

/**
 * How much of a concept each latent cell of a picture carries, in {@code [0, 1]}: what the loss is weighted by, the same
 * for all channels. Immutable; equal to another when size and every value are.
 */
public final class LatentMask {
    private final int height;
    private final int width;
    /** {@code [height, width]}. */
    private final float[] values;

    /** Keeps the array: only for arrays that nobody else will write to. */
    LatentMask(int height, int width, float[] values) {
        if (width < 1 || height < 1 || (long) width * height != values.length) {
            throw new IllegalArgumentException("a latent mask has a value a cell, got " + values.length + " for "
                    + height + " x " + width + " (height x width)");
        }
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IllegalArgumentException("mask value " + i + " must be in [0, 1], was " + values[i]);
            }
        }
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /** @param values {@code [height, width]} in {@code [0, 1]}, copied */
    public static LatentMask of(int height, int width, float... values) {
        return new LatentMask(height, width, values.clone());
    }

    /** 1 where a mask of that size covers, 0 elsewhere. */
    public static LatentMask of(PixelMask mask) {
        boolean[] covered = mask.values();
        float[] values = new float[covered.length];
        for (int i = 0; i < values.length; i++) values[i] = covered[i] ? 1 : 0;
        return new LatentMask(mask.height(), mask.width(), values);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** What the cell carries. */
    public float at(int row, int column) {
        return values[row * width + column];
    }

    /** A copy of all values, {@code [height, width]}. */
    public float[] values() {
        return values.clone();
    }

    /** How many cells carry anything. */
    public int covered() {
        int covered = 0;
        for (float value : values) {
            if (value > 0) covered++;
        }
        return covered;
    }

    /** The sum of all values: the covered area in cells. */
    public double sum() {
        double sum = 0;
        for (float value : values) sum += value;
        return sum;
    }

    /** Left and right exchanged. */
    public LatentMask flipped() {
        float[] flipped = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            flipped[i] = values[i / width * width + width - 1 - i % width];
        }
        return new LatentMask(height, width, flipped);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatentMask mask
                && mask.height == height
                && mask.width == width
                && Arrays.equals(mask.values, values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "LatentMask[" + height + " x " + width + ", " + covered() + " covered]";
    }
}
