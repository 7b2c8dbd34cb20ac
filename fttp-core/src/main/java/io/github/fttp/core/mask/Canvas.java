package io.github.fttp.core.mask;

import io.github.fttp.core.mask.LabelmeShape.Point;
import java.util.Arrays;
import java.util.List;

/**
 * Draws filled shapes pixel for pixel as Pillow 9.4's {@code ImageDraw} does: coordinates are truncated toward zero, what
 * lies beside the picture is clipped.
 *
 * <p>Owned by one thread.
 */
final class Canvas {
    /** The diameter of a circle up to which {@link #circle} computes in 64 bits. */
    static final int MAX_DIAMETER = 46_340;

    private final int width;
    private final int height;
    private final boolean[] covered;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.covered = new boolean[Math.multiplyExact(width, height)];
    }

    /** What was drawn; the canvas is not to be drawn on afterwards. */
    PixelMask mask() {
        return new PixelMask(width, height, covered);
    }

    int height() {
        return height;
    }

    /** Covers a row from one column to another, both included. */
    void row(int from, int y, int to) {
        if (y < 0 || y >= height || to < 0 || from >= width || from > to) return;
        Arrays.fill(covered, y * width + Math.max(0, from), y * width + Math.min(width - 1, to) + 1, true);
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
