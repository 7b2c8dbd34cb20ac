package io.github.fttp.core.mask;

import io.github.fttp.core.mask.LabelmeShape.Point;
import java.util.Arrays;
import java.util.List;

/**
 * Draws filled shapes pixel for pixel as Pillow 9.4's {@code ImageDraw} does: coordinates are truncated toward zero, what
 * lies beside the image is clipped. What is drawn later lies over what was drawn before.
 *
 * <p>Owned by one thread.
 */
final class Canvas {
    /** The diameter of a circle up to which {@link #circle} computes in 64 bits. */
    static final int MAX_DIAMETER = 46_340;

    /** The effect of drawing on a pixel. */
    enum Brush {
        /** It shows nothing, as before anything was drawn. */
        CLEAR,
        /** It shows the concept. */
        COVER,
        /** It counts for nothing. */
        IGNORE,
        /** It counts again where it did not, and stays as it was elsewhere. */
        RECALL
    }

    private final int width;
    private final int height;
    private final byte[] painted;
    private Brush brush = Brush.COVER;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.painted = new byte[Math.multiplyExact(width, height)];
    }

    /** Sets the effect of the shapes that are drawn from now on. */
    void brush(Brush next) {
        brush = next;
    }

    /** Where the concept is. */
    PixelMask mask() {
        return where(Brush.COVER);
    }

    /** The pixels that count for neither side. */
    PixelMask ignored() {
        return where(Brush.IGNORE);
    }

    private PixelMask where(Brush wanted) {
        boolean[] values = new boolean[painted.length];
        for (int i = 0; i < values.length; i++) values[i] = painted[i] == wanted.ordinal();
        return new PixelMask(width, height, values);
    }

    int height() {
        return height;
    }

    /** Covers a row from one column to another, both included. */
    void row(int from, int y, int to) {
        if (y < 0 || y >= height || to < 0 || from >= width || from > to) return;
        int first = y * width + Math.max(0, from);
        int end = y * width + Math.min(width - 1, to) + 1;
        if (brush != Brush.RECALL) {
            Arrays.fill(painted, first, end, (byte) brush.ordinal());
            return;
        }
        for (int i = first; i < end; i++) {
            if (painted[i] == Brush.IGNORE.ordinal()) painted[i] = (byte) Brush.CLEAR.ordinal();
        }
    }

    /** Draws a mask whose upper left corner lies there. */
    void patch(int left, int top, PixelMask mask) {
        for (int y = Math.max(0, -top); y < mask.height() && top + y < height; y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.covers(y, x)) row(left + x, top + y, left + x);
            }
        }
    }

    /** @param points at least 2 */
    void polygon(List<Point> points) {
        new PolygonFill(points).draw(this);
    }

    /** The corners in any order. */
    void rectangle(Point corner, Point opposite) {
        int left = (int) Math.min(corner.x(), opposite.x());
        int right = (int) Math.max(corner.x(), opposite.x());
        int top = (int) Math.min(corner.y(), opposite.y());
        int bottom = (int) Math.max(corner.y(), opposite.y());
        for (int y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) row(left, y, right);
    }

    /**
     * {@code ImageDraw.ellipse} in the box around the circle: from the end of the horizontal axis, in steps of two half
     * pixels up, left or both, always to the point nearest to the curve. A box of one pixel stays empty, as there.
     *
     * @param radius so that the box is at most {@link #MAX_DIAMETER} wide
     */
    void circle(Point centre, double radius) {
        int left = (int) (centre.x() - radius);
        int top = (int) (centre.y() - radius);
        int a = (int) (centre.x() + radius) - left; // the axes in half pixels
        int b = (int) (centre.y() + radius) - top;
        if (a == 0 && b == 0) return;
        int x = a;
        int y = b % 2;
        ellipseRows(left, top, a, b, x, y);
        while (x != a % 2 || y != b) {
            long up = deviation(a, b, x, y + 2);
            int nextX = x;
            int nextY = y + 2;
            if (x > 1) {
                long diagonal = deviation(a, b, x - 2, y + 2);
                if (diagonal < up) {
                    up = diagonal;
                    nextX = x - 2;
                }
                if (deviation(a, b, x - 2, y) < up) {
                    nextX = x - 2;
                    nextY = y;
                }
            }
            // The first point of a row is its widest.
            if (nextY != y) ellipseRows(left, top, a, b, nextX, nextY);
            x = nextX;
            y = nextY;
        }
    }

    private void ellipseRows(int left, int top, int a, int b, int x, int y) {
        row(left + (a - x) / 2, top + (b + y) / 2, left + (a + x) / 2);
        row(left + (a - x) / 2, top + (b - y) / 2, left + (a + x) / 2);
    }

    /** How far a point is from the curve, by its equation: {@code |a^2 y^2 + b^2 x^2 - a^2 b^2|}. */
    private static long deviation(long a, long b, long x, long y) {
        return Math.abs(a * a * y * y + b * b * x * x - a * a * b * b);
    }
}
