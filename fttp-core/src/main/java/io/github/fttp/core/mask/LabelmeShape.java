package io.github.fttp.core.mask;

import java.util.List;

/**
 * One shape of an annotation, its coordinates in pixels of the image, {@code (0, 0)} being its upper left corner.
 *
 * @param index its place in the file
 * @param label not blank, accents composed
 * @param points as many as the type has
 * @param patch what a mask covers, its upper left corner at {@link #left} and {@link #top}; of other types it covers nothing
 */
record LabelmeShape(int index, String label, ShapeType type, List<Point> points, PixelMask patch) {
    /** A place on the image or beside it. */
    record Point(double x, double y) {}

    LabelmeShape {
        label = Labels.composed(label);
        points = List.copyOf(points);
    }

    /** The leftmost column of a mask. */
    int left() {
        return (int) Math.rint(points.get(0).x());
    }

    /** The uppermost row of a mask. */
    int top() {
        return (int) Math.rint(points.get(0).y());
    }

    /** Computes the radius of a circle. */
    double radius() {
        Point centre = points.get(0);
        return Math.hypot(points.get(1).x() - centre.x(), points.get(1).y() - centre.y());
    }

    /** Whether any of it lies beside an image of this size. */
    boolean leaves(int width, int height) {
        double reach = type == ShapeType.CIRCLE ? radius() : 0;
        // The second point of a circle lies on it, and so within the first one's reach.
        List<Point> all = type == ShapeType.CIRCLE ? points.subList(0, 1) : points;
        for (Point point : all) {
            if (point.x() - reach < 0
                    || point.y() - reach < 0
                    || point.x() + reach > width
                    || point.y() + reach > height) {
                return true;
            }
        }
        return false;
    }

    /** For messages: {@code shape 2 "cup"}. */
    @Override
    public String toString() {
        return "shape " + index + " \"" + label + "\"";
    }
}
