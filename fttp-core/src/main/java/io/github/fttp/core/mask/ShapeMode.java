package io.github.fttp.core.mask;

import io.github.fttp.core.io.BadData;
import java.nio.file.Path;
import java.util.List;

/** What part of a picture a drawn shape covers. */
public enum ShapeMode {
    /**
     * Every shape is the polygon of its points, whatever its type (FTTP, {@code train-scripts/dataset.py}). A rectangle
     * or circle, of two points, becomes a line; a shape of one point is refused, where the authors' code fails.
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
            switch (shape.type()) {
                case POLYGON -> canvas.polygon(shape.points());
                case RECTANGLE ->
                    canvas.rectangle(shape.points().get(0), shape.points().get(1));
                case CIRCLE -> canvas.circle(shape.points().get(0), shape.radius());
                case LINE, LINESTRIP, POINT -> {
                    // nothing to fill
                }
            }
        }
    };

    /** Covers what the shape covers. */
    abstract void draw(Path file, LabelmeShape shape, Canvas canvas);

    /** The union of shapes. */
    PixelMask mask(Path file, List<LabelmeShape> shapes, int width, int height) {
        Canvas canvas = new Canvas(width, height);
        for (LabelmeShape shape : shapes) draw(file, shape, canvas);
        return canvas.mask();
    }
}
