package io.github.fttp.core.mask;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.LabelmeShape.Point;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The part of an image that a drawn shape covers. */
public enum ShapeMode {
    /**
     * Every shape is the polygon of its points, whatever its type (FTTP, {@code train-scripts/dataset.py}). A rectangle,
     * circle or mask, of two points, becomes a line; a shape of one point is refused, where the authors' code fails.
     */
    AUTHORS {
        @Override
        void draw(Path file, LabelmeShape shape, Canvas canvas) {
            if (shape.points().size() < 2) {
                throw new BadData(
                        file,
                        shape + " has 1 point, expected at least 2: the authors' way draws every shape as a polygon");
            }
            canvas.polygon(shape.points());
        }
    },
    /** The shape's area by its type; lines and points have none. */
    AREA {
        @Override
        void draw(Path file, LabelmeShape shape, Canvas canvas) {
            List<Point> points = shape.points();
            switch (shape.type()) {
                case POLYGON -> canvas.polygon(points);
                case RECTANGLE -> {
                    if (points.size() == 2) canvas.rectangle(points.get(0), points.get(1));
                    else canvas.polygon(around(points));
                }
                case ORIENTED_RECTANGLE, ROTATION -> canvas.polygon(around(points));
                case CIRCLE -> canvas.circle(points.get(0), shape.radius());
                case MASK -> canvas.patch(shape.left(), shape.top(), shape.patch());
                case LINE, LINESTRIP, POINT, POINTS -> {
                    // nothing to fill
                }
            }
        }
    };

    /** Covers what the shape covers. */
    abstract void draw(Path file, LabelmeShape shape, Canvas canvas);

    /** Corners in the order in which they lie around their middle, in whatever order they were written. */
    private static List<Point> around(List<Point> corners) {
        double x = corners.stream().mapToDouble(Point::x).average().orElse(0);
        double y = corners.stream().mapToDouble(Point::y).average().orElse(0);
        return corners.stream()
                .sorted(Comparator.comparingDouble(corner -> Math.atan2(corner.y() - y, corner.x() - x)))
                .toList();
    }

    /**
     * Draws shapes over each other, in their order.
     *
     * @param shows whether a shape of a concept is of the one that is asked for
     */
    Canvas drawn(Path file, List<LabelmeShape> shapes, Shown shows, int width, int height) {
        Canvas canvas = new Canvas(width, height);
        boolean ignores = false;
        for (LabelmeShape shape : shapes) {
            Canvas.Brush brush =
                    switch (ShapeRole.of(shape.label())) {
                        case CONCEPT -> shows.shows(shape) ? Canvas.Brush.COVER : Canvas.Brush.RECALL;
                        case BACKGROUND -> Canvas.Brush.CLEAR;
                        case IGNORED -> Canvas.Brush.IGNORE;
                    };
            ignores |= brush == Canvas.Brush.IGNORE;
            if (brush == Canvas.Brush.RECALL && !ignores) continue;
            canvas.brush(brush);
            draw(file, shape, canvas);
        }
        return canvas;
    }

    /** Which shapes are asked for. */
    @FunctionalInterface
    interface Shown {
        boolean shows(LabelmeShape shape);
    }
}
