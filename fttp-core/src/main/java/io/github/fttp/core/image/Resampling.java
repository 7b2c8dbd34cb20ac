package io.github.fttp.core.image;

/**
 * Pillow's filters for resizing 8-bit images. When an image shrinks, the filter widens with it, so that every pixel
 * of the source counts (antialiasing), unlike in Java2D, OpenCV or PyTorch's default.
 *
 * <p>Bit for bit Pillow's {@code Image.resize} (its {@code Resample.c}): coefficients in double precision, rounded to 22
 * fractional bits; first all rows, then all columns, each pass rounded to 8 bits; nothing is done in a direction whose
 * size stays.
 */
public enum Resampling {
    /** The pixel whose centre is nearest; no filter. */
    NEAREST(0, 0) {
        @Override
        double weight(double x) {
            throw new UnsupportedOperationException("nearest has no filter");
        }

        @Override
        Image resize(Image image, Window window) {
            return Nearest.resize(image, window);
        }
    },
    LANCZOS(1, 3) {
        @Override
        double weight(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    },
    BILINEAR(2, 1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Keys' cubic with a = -0.5. */
    BICUBIC(3, 2) {
        @Override
        double weight(double x) {
            double a = -0.5;
            double d = Math.abs(x);
            if (d < 1) {
                return ((a + 2) * d - (a + 3)) * d * d + 1;
            }
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
        }
    },
    BOX(4, 0.5) {
        @Override
        double weight(double x) {
            return -0.5 < x && x <= 0.5 ? 1 : 0;
        }
    },
    HAMMING(5, 1) {
        @Override
        double weight(double x) {
            double d = Math.abs(x);
            return d < 1 ? sinc(d) * (0.54 + 0.46 * Math.cos(d * Math.PI)) : 0;
        }
    };

    private final int code;
    private final double support;

    Resampling(int code, double support) {
        this.code = code;
        this.support = support;
    }

    /** Pillow's number, which configurations write as {@code resample}. */
    public int code() {
        return code;
    }

    /** @return half the width of the filter, in pixels of the larger of both images */
    double support() {
        return support;
    }

    /** The filter at a distance. */
    abstract double weight(double x);

    /** An image of the asked size; the same image where it has that size already. */
    public Image resize(Image image, int width, int height) {
        boolean unchanged = width == image.width() && height == image.height();
        return unchanged ? image : resize(image, Window.whole(width, height));
    }

    /** A part of the resized image, without computing the rest. */
    Image resize(Image image, Window window) {
        return Filtered.resize(image, window, this);
    }

    private static double sinc(double x) {
        double t = x * Math.PI;
        return t == 0 ? 1 : Math.sin(t) / t;
    }
}
