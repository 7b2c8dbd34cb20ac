package io.github.fttp.core.image;

/** The size that an image is resized to before it is cropped. */
public sealed interface TargetSize {
    /** Not resized. */
    record Unchanged() implements TargetSize {}

    /** The short side to {@code pixels}, the long side to {@code floor(pixels * long / short)}. */
    record ShortestEdge(int pixels) implements TargetSize {
        public ShortestEdge {
            positive(pixels, "shortest edge");
        }
    }

    /** To this size, whatever the proportions. */
    record Exactly(int height, int width) implements TargetSize {
        public Exactly {
            positive(height, "height");
            positive(width, "width");
        }
    }

    /**
     * The smallest size of the image's own proportions (long sides rounded down) that covers {@code height x width}; of
     * a square, {@link ShortestEdge} of its side.
     */
    record Covering(int height, int width) implements TargetSize {
        public Covering {
            positive(height, "height");
            positive(width, "width");
        }

        /** Whether an image is so wide for this that its height decides. */
        private boolean isWider(long imageWidth, long imageHeight) {
            return imageWidth * height >= imageHeight * width;
        }
    }

    /** The width that an image of {@code width x height} gets. */
    default long widthOf(long width, long height) {
        if (this instanceof ShortestEdge edge) {
            return width <= height ? edge.pixels() : edge.pixels() * width / height;
        }
        if (this instanceof Covering covered) {
            return covered.isWider(width, height) ? covered.height() * width / height : covered.width();
        }
        return this instanceof Exactly exactly ? exactly.width() : width;
    }

    /** The height that an image of {@code width x height} gets. */
    default long heightOf(long width, long height) {
        if (this instanceof ShortestEdge edge) {
            return width <= height ? edge.pixels() * height / width : edge.pixels();
        }
        if (this instanceof Covering covered) {
            return covered.isWider(width, height) ? covered.height() : covered.width() * height / width;
        }
        return this instanceof Exactly exactly ? exactly.height() : height;
    }

    private static void positive(int pixels, String what) {
        if (pixels < 1) {
            throw new IllegalArgumentException(what + " must be at least 1 pixel, was " + pixels);
        }
    }
}
