package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.JvmLoops.dot;
import static io.github.fttp.core.engine.JvmLoops.store;
import static io.github.fttp.core.engine.JvmLoops.sum;

import io.github.fttp.core.tensor.Tensor;

/** Backward passes of normalisation by rows in plain Java: oneDNN gets RMSNorm's wrong. */
final class JvmNorms {
    private final JvmLoops loops;

    JvmNorms(JvmLoops loops) {
        this.loops = loops;
    }

    /** {@code dw[D] (+)= sum over rows of dy (x - mean) rstd}, the mean 0 for RMSNorm. */
    void normBackwardWeight(Tensor dy, Tensor x, float[] mean, float[] rstd, Tensor dw, Write write) {
        int width = (int) dw.shape().size();
        loops.columns(x, width, dw, write, (row, from, n, buffers, sums) -> {
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
        loops.rows(x, (row, buffers) -> {
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
}
