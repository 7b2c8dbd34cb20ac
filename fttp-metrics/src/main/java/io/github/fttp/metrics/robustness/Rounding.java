package io.github.fttp.metrics.robustness;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Shape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Coarser numbers for weights, as models are stored with to be used: does a concept return with them? */
public enum Rounding {
    /** To 8 bits of precision, to nearest, ties to even. */
    BFLOAT16 {
        @Override
        public float[] rounded(float[] weights, int width) {
            float[] rounded = new float[weights.length];
            for (int i = 0; i < weights.length; i++) {
                int bits = Float.floatToRawIntBits(weights[i]);
                int even = bits >>> 16 & 1;
                rounded[i] = Float.intBitsToFloat(bits + 0x7fff + even & 0xffff0000);
            }
            return rounded;
        }
    },
    /** To 255 values, equally far apart, between minus and plus the largest magnitude of each row (absolute maximum, symmetric). */
    INT8 {
        @Override
        public float[] rounded(float[] weights, int width) {
            return steps(weights, width, width, 127);
        }
    },
    /**
     * To 15 values, equally far apart, between minus and plus the largest magnitude of each 64 weights of a row in turn, the last of which may
     * be fewer (absolute maximum, symmetric, group-wise). Quantisers that fit the steps to data lose less.
     */
    INT4 {
        @Override
        public float[] rounded(float[] weights, int width) {
            return steps(weights, width, GROUP, 7);
        }
    };

    /** Weights of a row that share a step at 4 bits. */
    private static final int GROUP = 64;

    /** @param most steps between 0 and the largest magnitude of a group */
    private static float[] steps(float[] weights, int width, int group, int most) {
        float[] rounded = new float[weights.length];
        for (int row = 0; row < weights.length; row += width) {
            for (int from = row; from < row + width; from += group) {
                int to = Math.min(row + width, from + group);
                float largest = 0;
                for (int i = from; i < to; i++) largest = Math.max(largest, Math.abs(weights[i]));
                if (largest == 0) continue;
                double step = largest / (double) most;
                for (int i = from; i < to; i++) rounded[i] = (float) (Math.rint(weights[i] / step) * step);
            }
        }
        return rounded;
    }

    /**
     * @param weights finite, row by row
     * @param width of a row; divides their number
     */
    public abstract float[] rounded(float[] weights, int width);

    /**
     * Measures with matrices and kernels rounded, row by row of what comes out; vectors (biases, norms) stay as they are, as
     * quantised models keep them. Afterwards all are as they were.
     *
     * @param weights float32, none of them mapped from a file
     */
    public <T> T during(Collection<Parameter> weights, Supplier<T> measure) {
        Map<Parameter, float[]> before = new LinkedHashMap<>();
        try {
            for (Parameter each : weights) {
                Shape shape = each.value().shape();
                if (shape.rank() < 2) continue;
                float[] values = each.value().toArray();
                before.put(each, values);
                each.value().set(rounded(values, values.length / shape.dim(0)));
            }
            return measure.get();
        } finally {
            before.forEach((parameter, values) -> parameter.value().set(values));
        }
    }
}
