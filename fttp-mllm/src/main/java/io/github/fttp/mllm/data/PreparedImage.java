package io.github.fttp.mllm.data;

import io.github.fttp.core.Check;

/**
 * An image as a family's image encoder takes it.
 *
 * @param pixels in the layout of the family
 * @param height what the encoder has to know of the image's size, in the unit of the family: pixels of a square, patches of a
 *     grid, pixels of the original behind tiles
 * @param width likewise
 * @param positions that it takes in the text, at least 1
 */
public record PreparedImage(float[] pixels, int height, int width, int positions) {
    public PreparedImage {
        Check.atLeast(1, height, "height of an image");
        Check.atLeast(1, width, "width of an image");
        Check.atLeast(1, positions, "positions of an image");
    }
}
