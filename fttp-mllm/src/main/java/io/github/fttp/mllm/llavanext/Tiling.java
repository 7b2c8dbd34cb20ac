package io.github.fttp.mllm.llavanext;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * The tiles that images of any size are cut into, and which of their features stand in the text. An image is seen twice: whole,
 * as one square, and enlarged or shrunk into a canvas of one of the sizes, cut into squares. Source: transformers' {@code
 * select_best_resolution}, {@code unpad_image} and {@code LlavaNextProcessor}, whose arithmetic in double precision it follows.
 *
 * @param canvases sizes of which an image takes the best, each a multiple of {@code tile}
 * @param tile side of a square in pixels
 * @param side of a square in features
 */
public record Tiling(List<Size> canvases, int tile, int side) {
    /** Height and width: of an image in pixels, of a canvas in pixels, tiles or features. */
    public record Size(int height, int width) {}

    /** Rows and columns of features on a canvas that are not padding. */
    private record Kept(int firstRow, int rows, int firstColumn, int columns) {}

    public Tiling {
        canvases = List.copyOf(canvases);
    }

    /** The canvas on which the most pixels of an image are told apart; of several the one that is filled best, then the first. */
    public Size canvas(Size image) {
        Size best = canvases.get(0);
        long most = -1;
        long least = 0;
        for (Size each : canvases) {
            double scale = Math.min(each.width / (double) image.width, each.height / (double) image.height);
            long shrunk = (long) (int) (image.width * scale) * (int) (image.height * scale);
            long effective = Math.min(shrunk, (long) image.width * image.height);
            long wasted = (long) each.width * each.height - effective;
            if (effective > most || effective == most && wasted < least) {
                best = each;
                most = effective;
                least = wasted;
            }
        }
        return best;
    }

    /** Rows and columns of tiles on an image's canvas. */
    public Size grid(Size image) {
        Size canvas = canvas(image);
        return new Size(canvas.height / tile, canvas.width / tile);
    }

    /** How many squares an image becomes: itself and its tiles. */
    public int squares(Size image) {
        Size grid = grid(image);
        return 1 + grid.height * grid.width;
    }

    /** Rows and columns of features that are left of an image's canvas once padding is cut off. */
    public Size unpadded(Size image) {
        Kept kept = kept(image);
        return new Size(kept.rows, kept.columns);
    }

    /** Positions that an image takes in the text: the features of the whole, then each row of those left and its end. */
    public int positions(Size image) {
        Kept kept = kept(image);
        return side * side + kept.rows * (kept.columns + 1);
    }

    private Kept kept(Size image) {
        Size grid = grid(image);
        int rows = grid.height * side;
        int columns = grid.width * side;
        if (image.width / (double) image.height > columns / (double) rows) {
            int cut = (rows - rounded(image.height * (columns / (double) image.width))) / 2;
            return new Kept(cut, rows - 2 * cut, 0, columns);
        }
        int cut = (columns - rounded(image.width * (rows / (double) image.height))) / 2;
        return new Kept(0, rows, cut, columns - 2 * cut);
    }

    /** Python's {@code int(round(x, 7))}. */
    private static int rounded(double x) {
        return new BigDecimal(x).setScale(7, RoundingMode.HALF_EVEN).intValue();
    }

    /**
     * The features of an image in the order in which they stand in the text, as rows of {@code [squares * side * side]}.
     *
     * @param newline the row of what ends a row of features
     */
    int[] order(Size image, int first, int newline) {
        int square = side * side;
        int columnsOfTiles = grid(image).width;
        Kept kept = kept(image);
        int[] order = new int[positions(image)];
        int at = 0;
        while (at < square) order[at] = first + at++;
        for (int r = kept.firstRow; r < kept.firstRow + kept.rows; r++) {
            for (int c = kept.firstColumn; c < kept.firstColumn + kept.columns; c++) {
                int tileNumber = 1 + r / side * columnsOfTiles + c / side;
                order[at++] = first + tileNumber * square + r % side * side + c % side;
            }
            order[at++] = newline;
        }
        return order;
    }
}
