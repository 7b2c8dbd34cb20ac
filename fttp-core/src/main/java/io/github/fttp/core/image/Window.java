package io.github.fttp.core.image;

/**
 * A part of an image that is resized to {@code width x height}: only what lies in it is computed. A centre crop of a
 * image of 451 x 3 enlarged to 9621 x 64 needs no more than the crop.
 *
 * @param width of the whole, which may be larger than any image can be
 * @param height of the whole
 * @param left first column of the part
 * @param top first row of the part
 * @param columns of the part, within the whole
 * @param rows of the part, within the whole
 */
record Window(long width, long height, long left, long top, int columns, int rows) {
    static Window whole(int width, int height) {
        return new Window(width, height, 0, 0, width, height);
    }
}
