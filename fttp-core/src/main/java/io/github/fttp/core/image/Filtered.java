package io.github.fttp.core.image;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Resizing by a filter, in two passes; the rows of a pass are independent and go over all processors. */
final class Filtered {
    private static final int HALF = 1 << Coefficients.BITS - 1;

    private Filtered() {}

    static Image resize(Image image, Window window, Resampling filter) {
        if (window.height() == image.height()) {
            return horizontally(image.rows((int) window.top(), window.rows()), window, filter);
        }
        Coefficients columns = Coefficients.of(filter, image.height(), window.height(), window.top(), window.rows());
        Image needed = image.rows(columns.begin(), columns.end() - columns.begin());
        return vertically(horizontally(needed, window, filter), columns);
    }

    private static Image horizontally(Image image, Window window, Resampling filter) {
        int width = window.columns();
        if (window.width() == image.width()) {
            return image.window((int) window.left(), 0, width, image.height(), Rgb.all(0));
        }
        Coefficients coefficients = Coefficients.of(filter, image.width(), window.width(), window.left(), width);
        byte[] from = image.samples();
        byte[] to = new byte[3 * Math.multiplyExact(width, image.height())];
        IntStream.range(0, image.height()).parallel().forEach(row -> {
            int start = 3 * row * image.width();
            for (int x = 0, o = 3 * row * width; x < width; x++, o += 3) {
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                int i = start + 3 * coefficients.first()[x];
                int w = x * coefficients.most();
                for (int k = 0; k < coefficients.count()[x]; k++, i += 3) {
                    int weight = coefficients.weights()[w + k];
                    red += weight * (from[i] & 0xFF);
                    green += weight * (from[i + 1] & 0xFF);
                    blue += weight * (from[i + 2] & 0xFF);
                }
                to[o] = clip(red);
                to[o + 1] = clip(green);
                to[o + 2] = clip(blue);
            }
        });
        return new Image(width, image.height(), to);
    }

    /** @param image only the rows that are needed */
    private static Image vertically(Image image, Coefficients coefficients) {
        int height = coefficients.first().length;
        int stride = 3 * image.width();
        byte[] from = image.samples();
        byte[] to = new byte[Math.multiplyExact(stride, height)];
        IntStream.range(0, height).parallel().forEach(y -> {
            int[] sums = new int[stride];
            Arrays.fill(sums, HALF);
            for (int k = 0; k < coefficients.count()[y]; k++) {
                int weight = coefficients.weights()[y * coefficients.most() + k];
                int row = (coefficients.first()[y] - coefficients.begin() + k) * stride;
                for (int i = 0; i < stride; i++) {
                    sums[i] += weight * (from[row + i] & 0xFF);
                }
            }
            for (int i = 0; i < stride; i++) {
                to[y * stride + i] = clip(sums[i]);
            }
        });
        return new Image(image.width(), height, to);
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> Coefficients.BITS));
    }
}
