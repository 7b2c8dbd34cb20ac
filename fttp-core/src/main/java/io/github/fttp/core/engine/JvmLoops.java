package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/**
 * Loops of kernels in plain Java, split over threads. Rows or chunks go through arrays on the Java heap, which is what the
 * JIT compiler turns into vector instructions.
 */
final class JvmLoops {
    static final int CHUNK = 2048;
    /** Elements below which a second thread costs more than it brings. */
    static final long GRAIN = 16 * 1024;

    private final Workers workers;

    JvmLoops(Workers workers) {
        this.workers = workers;
    }

    private float[][] buffers(int part, int count, int least) {
        float[][] buffers = new float[count][];
        for (int i = 0; i < count; i++) buffers[i] = workers.scratch(part, i, least);
        return buffers;
    }

    interface ChunkBody {
        void run(long at, int n, float[][] buffers);
    }

    void chunks(long size, int buffers, ChunkBody body) {
        workers.split(size, GRAIN, (part, from, to) -> {
            float[][] chunk = buffers(part, buffers, CHUNK);
            for (long at = from; at < to; at += CHUNK) body.run(at, (int) Math.min(CHUNK, to - at), chunk);
        });
    }

    interface RowBody {
        void run(int row, float[][] buffers);
    }

    void rows(Tensor x, RowBody body) {
        int width = x.shape().dim(-1);
        workers.split(x.shape().rows(), Math.max(1, GRAIN / Math.max(1, width)), (part, from, to) -> {
            float[][] buffers = buffers(part, 3, width);
            for (long row = from; row < to; row++) body.run((int) row, buffers);
        });
    }

    interface ColumnBody {
        void run(int row, int from, int n, float[][] buffers, double[] sums);
    }

    void columns(Tensor x, int width, Tensor y, Write write, ColumnBody body) {
        int rows = (int) (x.shape().size() / Math.max(1, width));
        workers.split(width, Math.max(1, GRAIN / Math.max(1, rows)), (part, begin, end) -> {
            float[][] buffers = buffers(part, 2, CHUNK);
            double[] sums = new double[CHUNK];
            for (long at = begin; at < end; at += CHUNK) {
                int n = (int) Math.min(CHUNK, end - at);
                Arrays.fill(sums, 0);
                for (int row = 0; row < rows; row++) body.run(row, (int) at, n, buffers, sums);
                float[] result = buffers[0];
                for (int j = 0; j < n; j++) result[j] = (float) sums[j];
                store(y, at, result, buffers[1], n, write);
            }
        });
    }

    /** Writes {@code values} or adds them; {@code scratch} is overwritten. */
    static void store(Tensor y, long at, float[] values, float[] scratch, int n, Write write) {
        if (write == Write.ADD) {
            y.read(at, scratch, 0, n);
            for (int j = 0; j < n; j++) values[j] += scratch[j];
        }
        y.write(at, values, 0, n);
    }

    static float dot(float[] a, float[] b, int n) {
        // Four sums, because the JIT compiler may not reorder one.
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) s0 += a[i] * b[i];
        return s0 + s1 + (s2 + s3);
    }

    static float sum(float[] a, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += a[i];
        return (float) sum;
    }
}
