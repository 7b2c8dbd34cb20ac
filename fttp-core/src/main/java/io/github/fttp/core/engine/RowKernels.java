package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/**
 * Kernels in plain Java: what oneDNN lacks, gets wrong (the backward of RMSNorm) or does slower. Each moves rows or
 * chunks through arrays on the Java heap, which is what the JIT compiler turns into vector instructions.
 */
final class RowKernels {
    private static final int CHUNK = 2048;
    /** Elements below which a second thread costs more than it brings. */
    private static final long GRAIN = 16 * 1024;

    private final Workers workers;

    RowKernels(Workers workers) {
        this.workers = workers;
    }

    void fill(float value, Tensor y) {
        workers.split(y.shape().size(), GRAIN, (part, from, to) -> {
            float[] chunk = new float[(int) Math.min(CHUNK, to - from)];
            Arrays.fill(chunk, value);
            for (long at = from; at < to; at += chunk.length) {
                y.write(at, chunk, 0, (int) Math.min(chunk.length, to - at));
            }
        });
    }

    void scale(float factor, Tensor x, Tensor y, Write write) {
        chunks(x.shape().size(), 2, (at, n, buffers) -> {
            float[] a = buffers[0];
            float[] b = buffers[1];
            x.read(at, a, 0, n);
            if (write == Write.SET) {
                for (int i = 0; i < n; i++) a[i] *= factor;
                y.write(at, a, 0, n);
            } else {
                y.read(at, b, 0, n);
                for (int i = 0; i < n; i++) b[i] += factor * a[i];
                y.write(at, b, 0, n);
            }
        });
    }

    /** {@code y = a b}; of each, rows may have gaps between them. */
    void mulStrided(Tensor a, Tensor b, Tensor y) {
        int width = y.shape().dim(-1);
        rows(y, (row, buffers) -> {
            float[] left = buffers[0];
            float[] right = buffers[1];
            a.read((long) row * width, left, 0, width);
            b.read((long) row * width, right, 0, width);
            for (int j = 0; j < width; j++) left[j] *= right[j];
            y.write((long) row * width, left, 0, width);
        });
    }

    double sumOfSquares(Tensor x) {
        double[] sums = new double[workers.threads()];
        workers.split(x.shape().size(), GRAIN, (part, from, to) -> {
            float[] chunk = workers.scratch(part, 0, CHUNK);
            double sum = 0;
            for (long at = from; at < to; at += CHUNK) {
                int n = (int) Math.min(CHUNK, to - at);
                x.read(at, chunk, 0, n);
                // Four sums, because the JIT compiler may not reorder one.
                double s0 = 0;
                double s1 = 0;
                double s2 = 0;
                double s3 = 0;
                int i = 0;
                for (; i + 3 < n; i += 4) {
                    s0 += (double) chunk[i] * chunk[i];
                    s1 += (double) chunk[i + 1] * chunk[i + 1];
                    s2 += (double) chunk[i + 2] * chunk[i + 2];
                    s3 += (double) chunk[i + 3] * chunk[i + 3];
                }
                for (; i < n; i++) s0 += (double) chunk[i] * chunk[i];
                sum += s0 + s1 + (s2 + s3);
            }
            sums[part] = sum;
        });
        double total = 0;
        for (double sum : sums) total += sum;
        return total;
    }

    /** {@code y[D] (+)= sum over rows}, each worker some of the columns, so that the order of the sum is fixed. */
    void sumLeading(Tensor x, Tensor y, Write write) {
        int width = (int) y.shape().size();
        columns(x, width, y, write, (row, from, n, buffers, sums) -> {
            float[] values = buffers[0];
            x.read((long) row * width + from, values, 0, n);
            for (int j = 0; j < n; j++) sums[j] += values[j];
        });
    }

    /** {@code dw[D] (+)= sum over rows of dy (x - mean) rstd}, the mean 0 for RMSNorm. */
    void normBackwardWeight(Tensor dy, Tensor x, float[] mean, float[] rstd, Tensor dw, Write write) {
        int width = (int) dw.shape().size();
        columns(x, width, dw, write, (row, from, n, buffers, sums) -> {
            float[] d = buffers[0];
            float[] v = buffers[1];
            dy.read((long) row * width + from, d, 0, n);
            x.read((long) row * width + from, v, 0, n);
            float m = mean[row];
            float r = rstd[row];
            for (int j = 0; j < n; j++) sums[j] += d[j] * ((v[j] - m) * r);
        });
    }

    /** {@code dx = rstd (g - center mean(g) - xhat mean(g xhat))}, {@code g = dy w}; without centring it is RMSNorm's. */
    void normBackward(
            Tensor dy, Tensor x, Tensor weight, float[] mean, float[] rstd, boolean centred, Tensor dx, Write write) {
        int width = x.shape().dim(-1);
        float[] w = weight.toArray();
        rows(x, (row, buffers) -> {
            float[] g = buffers[0];
            float[] v = buffers[1];
            long at = (long) row * width;
            dy.read(at, g, 0, width);
            x.read(at, v, 0, width);
            float m = mean[row];
            float r = rstd[row];
            for (int j = 0; j < width; j++) {
                g[j] *= w[j];
                v[j] = (v[j] - m) * r;
            }
            float along = dot(g, v, width) / width;
            float middle = centred ? sum(g, width) / width : 0;
            for (int j = 0; j < width; j++) g[j] = r * (g[j] - middle - v[j] * along);
            store(dx, at, g, v, width, write);
        });
    }

    /** {@code dx = y (dy - sum(dy y))} by rows. */
    void softmaxBackward(Tensor dy, Tensor y, Tensor dx) {
        int width = y.shape().dim(-1);
        rows(y, (row, buffers) -> {
            float[] g = buffers[0];
            float[] p = buffers[1];
            long at = (long) row * width;
            dy.read(at, g, 0, width);
            y.read(at, p, 0, width);
            float along = dot(g, p, width);
            for (int j = 0; j < width; j++) g[j] = p[j] * (g[j] - along);
            dx.write(at, g, 0, width);
        });
    }

    /** Rows are turned in one long loop over all heads: the JIT compiler leaves loops as short as a head scalar. */
    void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        int width = x.shape().dim(3);
        int half = width / 2;
        float sign = inverse ? -1 : 1;
        int rowWidth = x.shape().dim(2) * width;
        workers.split((long) x.shape().dim(0) * x.shape().dim(1), Math.max(1, GRAIN / rowWidth), (part, from, to) -> {
            float[] in = new float[rowWidth];
            float[] partner = new float[rowWidth];
            float[] c = new float[rowWidth];
            float[] s = new float[rowWidth];
            for (long row = from; row < to; row++) {
                cos.read(row * half, c, 0, half);
                sin.read(row * half, s, half, half);
                for (int i = 0; i < half; i++) {
                    s[half + i] *= sign;
                    s[i] = -s[half + i];
                }
                repeat(c, half);
                repeat(s, width);
                x.read(row * rowWidth, in, 0, rowWidth);
                for (int head = 0; head < rowWidth; head += width) {
                    System.arraycopy(in, head + half, partner, head, half);
                    System.arraycopy(in, head, partner, head + half, half);
                }
                for (int i = 0; i < rowWidth; i++) in[i] = in[i] * c[i] + partner[i] * s[i];
                store(y, row * rowWidth, in, partner, rowWidth, write);
            }
        });
    }

    /** Fills the array with its first {@code n} elements. */
    private static void repeat(float[] values, int n) {
        for (int done = n; done < values.length; done *= 2) {
            System.arraycopy(values, 0, values, done, Math.min(done, values.length - done));
        }
    }

    /** {@code y = x} of another type. */
    void convert(Tensor x, Tensor y) {
        // By the dimension that lies without gaps: of a transposed matrix that is not the last one.
        boolean flips = x.shape().rank() > 1 && x.stride(-1) != 1 && x.stride(-2) == 1;
        Tensor from = flips ? x.transposed() : x;
        Tensor to = flips ? y.transposed() : y;
        workers.split(x.shape().size(), GRAIN, (part, begin, end) -> {
            float[] some = workers.scratch(part, 0, CHUNK);
            for (long at = begin; at < end; at += CHUNK) {
                int n = (int) Math.min(CHUNK, end - at);
                from.read(at, some, 0, n);
                to.write(at, some, 0, n);
            }
        });
    }

    void gatherRows(Tensor table, int[] rows, Tensor y) {
        int width = table.shape().dim(-1);
        workers.split(rows.length, Math.max(1, GRAIN / Math.max(1, width)), (part, from, to) -> {
            float[] row = new float[width];
            for (int i = (int) from; i < to; i++) {
                table.read((long) rows[i] * width, row, 0, width);
                y.write((long) i * width, row, 0, width);
            }
        });
    }

    void scatterRows(Tensor x, int[] rows, Tensor y) {
        int width = x.shape().dim(-1);
        float[] row = new float[width];
        for (int i = 0; i < rows.length; i++) {
            x.read((long) i * width, row, 0, width);
            y.write((long) rows[i] * width, row, 0, width);
        }
    }

    /** Each worker adds some of the columns, so that a row named twice is no race. */
    void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
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

    void patches(Tensor x, int size, Tensor y) {
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

    /**
     * {@code logSumExp = x - log p} at the largest element of each row, where p is the most precise: oneDNN's own
     * logarithm of the softmax is off by a dozen units in the last place.
     */
    void logSumExpRows(Tensor x, Tensor p, float[] sums, int first) {
        int width = p.shape().dim(-1);
        rows(p, (row, buffers) -> {
            float[] values = buffers[0];
            long at = (long) row * width;
            p.read(at, values, 0, width);
            int largest = 0;
            for (int j = 1; j < width; j++) if (values[j] > values[largest]) largest = j;
            x.read(at + largest, buffers[1], 0, 1);
            sums[first + row] = (float) (buffers[1][0] - Math.log(values[largest]));
        });
    }

    /** Turns softmax probabilities in place into {@code weight (p - onehot)}, or adds that to {@code into}. */
    void crossEntropyTail(Tensor p, int[] labels, float[] weights, int first, Tensor into, Write write) {
        int width = p.shape().dim(-1);
        rows(p, (row, buffers) -> {
            float[] values = buffers[0];
            long at = (long) row * width;
            p.read(at, values, 0, width);
            float weight = weights[first + row];
            if (weight == 0) Arrays.fill(values, 0, width, 0);
            else {
                for (int j = 0; j < width; j++) values[j] *= weight;
                values[labels[first + row]] -= weight;
            }
            store(into, at, values, buffers[1], width, write);
        });
    }

    /** {@code into (+)= weight (p - p0)}. */
    void differenceTail(Tensor p, Tensor p0, float[] weights, int first, Tensor into, Write write) {
        int width = p.shape().dim(-1);
        rows(p, (row, buffers) -> {
            float[] a = buffers[0];
            float[] b = buffers[1];
            long at = (long) row * width;
            p.read(at, a, 0, width);
            p0.read(at, b, 0, width);
            float weight = weights[first + row];
            for (int j = 0; j < width; j++) a[j] = weight == 0 ? 0 : weight * (a[j] - b[j]);
            store(into, at, a, b, width, write);
        });
    }

    /** {@code kl_i = sum p0 (log p0 - log p)}, in double precision. */
    void klRows(Tensor p0, Tensor logP0, Tensor logP, float[] kl, int first) {
        int width = p0.shape().dim(-1);
        rows(p0, (row, buffers) -> {
            float[] a = buffers[0];
            float[] b = buffers[1];
            float[] c = buffers[2];
            long at = (long) row * width;
            p0.read(at, a, 0, width);
            logP0.read(at, b, 0, width);
            logP.read(at, c, 0, width);
            double sum = 0;
            for (int j = 0; j < width; j++) if (a[j] > 0) sum += (double) a[j] * (b[j] - c[j]);
            kl[first + row] = (float) sum;
        });
    }

    void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        float beta1 = (float) step.beta1();
        float beta2 = (float) step.beta2();
        float keep1 = (float) (1 - step.beta1());
        float keep2 = (float) (1 - step.beta2());
        float size = (float) (step.rate() / (1 - Math.pow(step.beta1(), step.step())));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(step.beta2(), step.step())));
        float epsilon = (float) step.epsilon();
        float shrink = (float) (1 - step.rate() * step.decoupledDecay());
        float scale = (float) step.gradientScale();
        float coupled = (float) step.coupledDecay();
        chunks(parameter.shape().size(), 4, (at, n, buffers) -> {
            float[] g = buffers[0];
            float[] p = buffers[1];
            float[] m = buffers[2];
            float[] v = buffers[3];
            gradient.read(at, g, 0, n);
            parameter.read(at, p, 0, n);
            firstMoment.read(at, m, 0, n);
            secondMoment.read(at, v, 0, n);
            for (int i = 0; i < n; i++) {
                float d = scale * g[i] + coupled * p[i];
                m[i] = beta1 * m[i] + keep1 * d;
                v[i] = beta2 * v[i] + keep2 * (d * d);
                p[i] = shrink * p[i] - size * m[i] / ((float) Math.sqrt(v[i]) * root + epsilon);
            }
            parameter.write(at, p, 0, n);
            firstMoment.write(at, m, 0, n);
            secondMoment.write(at, v, 0, n);
        });
    }

    private float[][] buffers(int part, int count, int least) {
        float[][] buffers = new float[count][];
        for (int i = 0; i < count; i++) buffers[i] = workers.scratch(part, i, least);
        return buffers;
    }

    private interface ChunkBody {
        void run(long at, int n, float[][] buffers);
    }

    private void chunks(long size, int buffers, ChunkBody body) {
        workers.split(size, GRAIN, (part, from, to) -> {
            float[][] chunk = buffers(part, buffers, CHUNK);
            for (long at = from; at < to; at += CHUNK) body.run(at, (int) Math.min(CHUNK, to - at), chunk);
        });
    }

    private interface RowBody {
        void run(int row, float[][] buffers);
    }

    private void rows(Tensor x, RowBody body) {
        int width = x.shape().dim(-1);
        workers.split(x.shape().rows(), Math.max(1, GRAIN / Math.max(1, width)), (part, from, to) -> {
            float[][] buffers = buffers(part, 3, width);
            for (long row = from; row < to; row++) body.run((int) row, buffers);
        });
    }

    private interface ColumnBody {
        void run(int row, int from, int n, float[][] buffers, double[] sums);
    }

    private void columns(Tensor x, int width, Tensor y, Write write, ColumnBody body) {
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
    private static void store(Tensor y, long at, float[] values, float[] scratch, int n, Write write) {
        if (write == Write.ADD) {
            y.read(at, scratch, 0, n);
            for (int j = 0; j < n; j++) values[j] += scratch[j];
        }
        y.write(at, values, 0, n);
    }

    private static float dot(float[] a, float[] b, int n) {
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

    private static float sum(float[] a, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += a[i];
        return (float) sum;
    }
}
