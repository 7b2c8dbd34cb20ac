package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.JvmLoops.CHUNK;
import static io.github.fttp.core.engine.JvmLoops.GRAIN;
import static io.github.fttp.core.engine.JvmLoops.sum;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/** Elementwise kernels in plain Java: what oneDNN lacks or does slower. */
final class JvmElements {
    private final JvmLoops loops;
    private final Workers workers;

    JvmElements(JvmLoops loops, Workers workers) {
        this.loops = loops;
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
        loops.chunks(x.shape().size(), 2, (at, n, buffers) -> {
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
        loops.rows(y, (row, buffers) -> {
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
        loops.columns(x, width, y, write, (row, from, n, buffers, sums) -> {
            float[] values = buffers[0];
            x.read((long) row * width + from, values, 0, n);
            for (int j = 0; j < n; j++) sums[j] += values[j];
        });
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
        loops.chunks(parameter.shape().size(), 4, (at, n, buffers) -> {
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
}
