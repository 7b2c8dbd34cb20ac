package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.JvmLoops.GRAIN;
import static io.github.fttp.core.engine.JvmLoops.sum;

import io.github.fttp.core.tensor.Tensor;

/** Kernels over rows in plain Java: oneDNN has none. */
final class JvmRows implements RowKernels {
    private final Workers workers;

    JvmRows(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void gatherRows(Tensor table, int[] rows, Tensor y) {
        int width = table.shape().dim(-1);
        workers.split(rows.length, Math.max(1, GRAIN / Math.max(1, width)), (part, from, to) -> {
            float[] row = new float[width];
            for (int i = (int) from; i < to; i++) {
                table.read((long) rows[i] * width, row, 0, width);
                y.write((long) i * width, row, 0, width);
            }
        });
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

    /** Each worker adds some of the columns, so that a row named twice is no race. */
    @Override
    public void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
        int width = x.shape().dim(-1);
        workers.split(width, Math.max(1, GRAIN / Math.max(1, rows.length)), (part, from, to) -> {
            int n = (int) (to - from);
            float[] add = new float[n];
            float[] sum = new float[n];
            for (int i = 0; i < rows.length; i++) {
                x.read((long) i * width + from, add, 0, n);
                y.read((long) rows[i] * width + from, sum, 0, n);
                for (int j = 0; j < n; j++) sum[j] += add[j];
                y.write((long) rows[i] * width + from, sum, 0, n);
            }
        });
    }

    @Override
    public void patches(Tensor x, int size, Tensor y) {
        int channels = x.shape().dim(1);
        int height = x.shape().dim(2);
        int width = x.shape().dim(3);
        int across = width / size;
        int down = height / size;
        int patch = channels * size * size;
        workers.split((long) x.shape().dim(0) * down, 1, (part, from, to) -> {
            float[] row = new float[width];
            float[] out = new float[across * patch];
            for (long strip = from; strip < to; strip++) {
                long b = strip / down;
                long top = strip % down * size;
                for (int c = 0; c < channels; c++) {
                    for (int i = 0; i < size; i++) {
                        x.read(((b * channels + c) * height + top + i) * width, row, 0, width);
                        for (int p = 0; p < across; p++) {
                            System.arraycopy(row, p * size, out, p * patch + (c * size + i) * size, size);
                        }
                    }
                }
                y.write(strip * across * patch, out, 0, out.length);
            }
        });
    }
}
