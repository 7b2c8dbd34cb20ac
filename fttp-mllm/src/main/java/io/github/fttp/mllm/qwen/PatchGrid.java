package io.github.fttp.mllm.qwen;

import io.github.fttp.mllm.data.PreparedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * An image cut into patches, of which squares of {@code merge x merge} become one position of the text. Patches lie square by
 * square, and in a square row by row.
 *
 * @param height patches, a multiple of {@code merge}
 * @param width likewise
 */
public record PatchGrid(int height, int width, int merge) {
    public PatchGrid {
        if (height < 1 || width < 1 || height % merge != 0 || width % merge != 0) {
            throw new IllegalArgumentException(
                    "a grid of " + height + " x " + width + " patches can't be cut into squares of " + merge);
        }
    }

    /** The grids of images, whose size is in patches. */
    public static List<PatchGrid> of(List<PreparedImage> images, int merge) {
        return images.stream()
                .map(image -> new PatchGrid(image.height(), image.width(), merge))
                .toList();
    }

    /** How many patches there are. */
    public int patches() {
        return height * width;
    }

    /** Rows of positions in the text. */
    public int rows() {
        return height / merge;
    }

    /** Columns of positions in the text. */
    public int columns() {
        return width / merge;
    }

    /** Positions in the text. */
    public int positions() {
        return rows() * columns();
    }

    /** The row of each patch. */
    public int[] patchRows() {
        int[] rows = new int[patches()];
        for (int i = 0; i < rows.length; i++) {
            int square = i / (merge * merge);
            rows[i] = square / columns() * merge + i / merge % merge;
        }
        return rows;
    }

    /** The column of each patch. */
    public int[] patchColumns() {
        int[] columns = new int[patches()];
        for (int i = 0; i < columns.length; i++) {
            int square = i / (merge * merge);
            columns[i] = square % columns() * merge + i % merge;
        }
        return columns;
    }

    /**
     * The squares by windows of {@code side x side} of them, row by row, those at the right and at the bottom perhaps smaller:
     * of each window the squares' numbers.
     */
    public List<int[]> windows(int side) {
        List<int[]> windows = new ArrayList<>();
        for (int top = 0; top < rows(); top += side) {
            for (int left = 0; left < columns(); left += side) {
                int high = Math.min(side, rows() - top);
                int wide = Math.min(side, columns() - left);
                int[] squares = new int[high * wide];
                for (int i = 0; i < squares.length; i++) {
                    squares[i] = (top + i / wide) * columns() + left + i % wide;
                }
                windows.add(squares);
            }
        }
        return windows;
    }
}
