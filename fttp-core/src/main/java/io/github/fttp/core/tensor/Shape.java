package io.github.fttp.core.tensor;

import java.util.Arrays;

/** The sizes of a tensor's dimensions, outermost first. Immutable. */
public final class Shape {
    private final int[] dims;
    private final long size;

    private Shape(int[] dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 0)
                throw new IllegalArgumentException("dimensions must not be negative: " + Arrays.toString(dims));
            product = Math.multiplyExact(product, dim);
        }
        this.dims = dims;
        this.size = product;
    }

    /** @param dims at least 0 each; none at all is the shape of a scalar */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    /** Number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /** Size of dimension {@code i}; negative counts from the last, {@code -1} being the innermost. */
    public int dim(int i) {
        return dims[i < 0 ? dims.length + i : i];
    }

    /** Number of elements. */
    public long size() {
        return size;
    }

    /** All dimensions but the last, as one: how many rows of {@code dim(-1)} elements there are. */
    public int rows() {
        long rows = 1;
        for (int i = 0; i < dims.length - 1; i++) rows *= dims[i];
        return Math.toIntExact(rows);
    }

    /** A shape with dimension {@code i} (negative from the last) of another size. */
    public Shape with(int i, int size) {
        int[] changed = dims.clone();
        changed[i < 0 ? dims.length + i : i] = size;
        return new Shape(changed);
    }

    /** The sizes, a copy. */
    public int[] dims() {
        return dims.clone();
    }

    /** Element strides of a dense row-major tensor of this shape. */
    long[] strides() {
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** {@code [2, 3, 4]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
