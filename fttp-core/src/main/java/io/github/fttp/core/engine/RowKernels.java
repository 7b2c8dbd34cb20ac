package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** The part of an {@link Engine} that moves rows. */
interface RowKernels {
    /** {@code y[i] = table[rows[i]]}: {@code table [V, D]} (maybe of two bytes each), {@code y} of {@code rows.length} rows. */
    void gatherRows(Tensor table, int[] rows, Tensor y);

    /** {@code y[rows[i]] = x[i]}, for all i; other rows of {@code y} stay. */
    void scatterRows(Tensor x, int[] rows, Tensor y);

    /** {@code y[rows[i]] += x[i]}; a row may be named several times. */
    void scatterRowsAdd(Tensor x, int[] rows, Tensor y);

    /**
     * Cuts images into squares: {@code x [B, C, H, W]}, {@code y [B, H/size * W/size, C * size * size]}, so that a
     * convolution with as large a stride as kernel is a matrix product with its flattened weights. What is left over at
     * the bottom and on the right does not count, as in such a convolution.
     */
    void patches(Tensor x, int size, Tensor y);
}
