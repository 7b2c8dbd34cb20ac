package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.JvmLoops.GRAIN;
import static io.github.fttp.core.engine.JvmLoops.store;

import io.github.fttp.core.tensor.Tensor;

/** Rotary position embedding in plain Java. */
final class JvmRope {
    private final Workers workers;

    JvmRope(Workers workers) {
        this.workers = workers;
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
}
