package io.github.fttp.core.engine;

import io.github.fttp.core.Check;

/**
 * How a square kernel goes over a image; the same in both directions.
 *
 * @param kernel side of the kernel, pixels
 * @param stride pixels from one place of the kernel to the next
 * @param before rows and columns of zeros in front of the image
 * @param after the same behind it
 */
public record Convolution(int kernel, int stride, int before, int after) {
    public Convolution {
        Check.atLeast(1, kernel, "convolution kernel");
        Check.atLeast(1, stride, "convolution stride");
        Check.atLeast(0, before, "convolution padding");
        Check.atLeast(0, after, "convolution padding");
    }

    /** An odd kernel that leaves the size as it is. */
    public static Convolution same(int kernel) {
        return new Convolution(kernel, 1, kernel / 2, kernel / 2);
    }

    /** Counts the places along {@code size} rows or columns; 0 or less where the kernel does not fit. */
    public int out(int size) {
        return Math.floorDiv(size + before + after - kernel, stride) + 1;
    }

    /** Whether each pixel is on its own: then it is a matrix product. */
    boolean isPointwise() {
        return kernel == 1 && stride == 1 && before == 0 && after == 0;
    }
}
