package io.github.fttp.metrics.robustness;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Shape;
import java.util.Map;

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
    /** To 255 equal steps between minus and plus the largest magnitude of each row (absolute maximum, symmetric). */
    INT8 {
        @Override
        public float[] rounded(float[] weights, int width) {
            float[] rounded = new float[weights.length];
            for (int row = 0; row < weights.length; row += width) {
                float largest = 0;
                for (int i = row; i < row + width; i++) largest = Math.max(largest, Math.abs(weights[i]));
                if (largest == 0) continue;
                double step = largest / 127.0;
                for (int i = row; i < row + width; i++) rounded[i] = (float) (Math.rint(weights[i] / step) * step);
            }
            return rounded;
        }
    };

    /**
     * @param weights finite, row by row
     * @param width of a row; divides their number
     */
    public abstract float[] rounded(float[] weights, int width);

    /**
     * Sets matrices and kernels to what these values are rounded to, row by row of what comes out; vectors (biases, norms) stay
     * as they are, as quantised models keep them.
     *
     * @param weights the values of each
     */
    public void set(Map<Parameter, float[]> weights) {
        weights.forEach((parameter, values) -> {
            Shape shape = parameter.value().shape();
            if (shape.rank() < 2) return;
            parameter.value().set(rounded(values, values.length / shape.dim(0)));
        });
    }
}
