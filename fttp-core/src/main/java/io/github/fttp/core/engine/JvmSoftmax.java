package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.JvmLoops.dot;
import static io.github.fttp.core.engine.JvmLoops.store;
import static io.github.fttp.core.engine.JvmLoops.sum;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/** Softmax losses from probabilities, in plain Java. */
final class JvmSoftmax {
    private final JvmLoops loops;

    JvmSoftmax(JvmLoops loops) {
        this.loops = loops;
    }

    /** {@code dx = y (dy - sum(dy y))} by rows. */
    void softmaxBackward(Tensor dy, Tensor y, Tensor dx) {
        int width = y.shape().dim(-1);
        loops.rows(y, (row, buffers) -> {
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

    /**
     * {@code logSumExp = x - log p} at the largest element of each row, where p is the most precise: oneDNN's own
     * logarithm of the softmax is off by a dozen units in the last place.
     */
    void logSumExpRows(Tensor x, Tensor p, float[] sums, int first) {
        int width = p.shape().dim(-1);
        loops.rows(p, (row, buffers) -> {
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
        loops.rows(p, (row, buffers) -> {
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
        loops.rows(p, (row, buffers) -> {
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
        loops.rows(p0, (row, buffers) -> {
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
}
