package io.github.fttp.mllm.qwen3vl;

import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Embedding;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.qwen.PatchGrid;
import java.util.List;

/**
 * A square table of position embeddings that is stretched over each image, corners on corners, and read between its entries:
 * each patch has the mean of the four around it, weighted by nearness in rows and in columns.
 */
final class PositionTable implements Module {
    private static final int AROUND = 4;

    private final Embedding table;
    private final int side;

    /** {@code NAME.weight [side * side, width]}. */
    PositionTable(Weights weights, String name, int side, int width) {
        table = Embedding.of(weights, name, side * side, width);
        this.side = side;
    }

    /** The embeddings of all patches, in their order, {@code [N, width]}. */
    Var forward(Tape tape, List<PatchGrid> grids) {
        int count = grids.stream().mapToInt(PatchGrid::patches).sum();
        int[] entries = new int[AROUND * count];
        float[] shares = new float[AROUND * count];
        int at = 0;
        for (PatchGrid grid : grids) {
            int[] rows = grid.patchRows();
            int[] columns = grid.patchColumns();
            for (int i = 0; i < rows.length; i++) {
                Between row = Between.of(rows[i], grid.height(), side);
                Between column = Between.of(columns[i], grid.width(), side);
                for (int k = 0; k < AROUND; k++, at++) {
                    entries[at] = row.entry(k / 2) * side + column.entry(k % 2);
                    shares[at] = row.share(k / 2) * column.share(k % 2);
                }
            }
        }
        int width = table.weight().value().shape().dim(1);
        Tensor weights = tape.drawKept(Shape.of(count, 1, AROUND)).set(shares);
        Var around = table.forward(tape, entries).reshape(count, AROUND, width);
        return Products.matmul(tape, tape.constant(weights), around).reshape(count, width);
    }

    /**
     * A place between two entries.
     *
     * @param second 1 more than {@code first}, but for the last entry
     * @param towards the share of the second, below 1
     */
    private record Between(int first, int second, float towards) {
        static Between of(int place, int places, int side) {
            float at = place * (side - 1f) / Math.max(1, places - 1);
            int first = Math.min((int) at, side - 1);
            return new Between(first, Math.min(first + 1, side - 1), at - first);
        }

        int entry(int which) {
            return which == 0 ? first : second;
        }

        float share(int which) {
            return which == 0 ? 1 - towards : towards;
        }
    }

    @Override
    public List<Embedding> parts() {
        return List.of(table);
    }
}
