package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Rows moved by their numbers; patches in ND4J operations. */
final class Nd4jRows implements RowKernels {
    @Override
    public void gatherRows(Tensor table, int[] rows, Tensor y) {
        int width = table.shape().dim(-1);
        float[] row = new float[width];
        for (int i = 0; i < rows.length; i++) {
            table.read((long) rows[i] * width, row, 0, width);
            y.write((long) i * width, row, 0, width);
        }
    }

    @Override
    public void scatterRows(Tensor x, int[] rows, Tensor y) {
        int width = x.shape().dim(-1);
        float[] row = new float[width];
        for (int i = 0; i < rows.length; i++) {
            x.read((long) i * width, row, 0, width);
            y.write((long) rows[i] * width, row, 0, width);
        }
    }

    @Override
    public void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
        Tensor from = x.rows();
        Tensor into = y.rows();
        for (int i = 0; i < rows.length; i++) store(in(from.get(i)), into.get(rows[i]), Write.ADD);
    }

    @Override
    public void patches(Tensor x, int size, Tensor y) {
        long b = x.shape().dim(0);
        long c = x.shape().dim(1);
        long down = x.shape().dim(2) / size;
        long across = x.shape().dim(3) / size;
        INDArray whole = in(x).get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(0, down * size),
                        NDArrayIndex.interval(0, across * size));
        store(
                whole.dup('c')
                        .reshape(b, c, down, size, across, size)
                        .permute(0, 2, 4, 1, 3, 5)
                        .dup('c'),
                y,
                Write.SET);
    }
}
