package io.github.fttp.core.mask;

import java.util.Arrays;

/**
 * How much of a concept each latent cell of an image carries, in {@code [0, 1]}: what the loss is weighted by, the same
 * for all channels; and which cells count at all. Immutable; equal to another when size and every value are.
 */
public final class LatentMask {
    private final int height;
    private final int width;
    /** {@code [height, width]}. */
    private final float[] values;
    /** {@code [height, width]}. */
    private final boolean[] counts;

    /** Keeps the array: only for arrays that nobody else will write to. Every cell counts. */
    LatentMask(int height, int width, float[] values) {
        this(height, width, values, all(values.length));
    }

    private LatentMask(int height, int width, float[] values, boolean[] counts) {
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
        this.counts = counts;
    }

    private static boolean[] all(int cells) {
        boolean[] all = new boolean[cells];
        Arrays.fill(all, true);
        return all;
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

    /**
     * Excepts what another mask of that size covers counts for neither side.
     *
     * @param ignored a value a cell
     */
    public LatentMask without(PixelMask ignored) {
        if (ignored.width() != width || ignored.height() != height) {
            throw new IllegalArgumentException(ignored + " does not fit " + this);
        }
        boolean[] left = counts.clone();
        boolean[] out = ignored.values();
        for (int i = 0; i < left.length; i++) left[i] &= !out[i];
        return new LatentMask(height, width, values, left);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Gives what the cell carries. */
    public float at(int row, int column) {
        return values[row * width + column];
    }

    /** A copy of all values, {@code [height, width]}. */
    public float[] values() {
        return values.clone();
    }

    /** Which cells count, a copy, {@code [height, width]}. */
    public boolean[] counts() {
        return counts.clone();
    }

    /** How many cells count. */
    public int counted() {
        int counted = 0;
        for (boolean each : counts) {
            if (each) counted++;
        }
        return counted;
    }

    /** How many cells count and carry anything. */
    public int covered() {
        int covered = 0;
        for (int i = 0; i < values.length; i++) {
            if (counts[i] && values[i] > 0) covered++;
        }
        return covered;
    }

    /** The sum of the values of all cells that count: the covered area in cells. */
    public double sum() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) sum += counts[i] ? values[i] : 0;
        return sum;
    }

    /** Left and right exchanged. */
    public LatentMask flipped() {
        float[] flipped = new float[values.length];
        boolean[] flippedCounts = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            int from = i / width * width + width - 1 - i % width;
            flipped[i] = values[from];
            flippedCounts[i] = counts[from];
        }
        return new LatentMask(height, width, flipped, flippedCounts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatentMask mask
                && mask.height == height
                && mask.width == width
                && Arrays.equals(mask.values, values)
                && Arrays.equals(mask.counts, counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * height + width) + Arrays.hashCode(values)) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "LatentMask[" + height + " x " + width + ", " + covered() + " covered]";
    }
}
