package io.github.fttp.mllm.qwen2_5vl;

import io.github.fttp.mllm.qwen.PatchGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * Images' patches window by window.
 *
 * @param squares the squares of patches in this order, counted over all images
 * @param lengths patches of each window
 * @param imageLengths patches of each image
 * @param patches the patches in this order, counted over all images
 * @param rows of the patches in this order
 * @param columns likewise
 */
public record Windows(
        int[] squares, List<Integer> lengths, List<Integer> imageLengths, int[] patches, int[] rows, int[] columns) {
    /**
     * Cuts images into windows.
     *
     * @param side of a window in squares of patches
     */
    public static Windows of(List<PatchGrid> grids, int side) {
        int all = grids.stream().mapToInt(PatchGrid::patches).sum();
        List<Integer> squares = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        int[] patches = new int[all];
        int[] rows = new int[all];
        int[] columns = new int[all];
        int at = 0;
        int before = 0; // patches of earlier images
        for (PatchGrid grid : grids) {
            int size = grid.merge() * grid.merge();
            int[] gridRows = grid.patchRows();
            int[] gridColumns = grid.patchColumns();
            for (int[] window : grid.windows(side)) {
                lengths.add(window.length * size);
                for (int square : window) {
                    squares.add(before / size + square);
                    for (int i = 0; i < size; i++, at++) {
                        int patch = square * size + i;
                        patches[at] = before + patch;
                        rows[at] = gridRows[patch];
                        columns[at] = gridColumns[patch];
                    }
                }
            }
            before += grid.patches();
        }
        return new Windows(
                squares.stream().mapToInt(Integer::intValue).toArray(),
                List.copyOf(lengths),
                grids.stream().map(PatchGrid::patches).toList(),
                patches,
                rows,
                columns);
    }

    /** For each square in its own order its place in this one. */
    int[] back() {
        int[] back = new int[squares.length];
        for (int i = 0; i < back.length; i++) back[squares[i]] = i;
        return back;
    }
}
