package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Sums in double precision over what is few: the labels of a batch, its sequences. */
public final class Sums {
    private Sums() {}

    /**
     * {@code y_s = offset_s + sum over i of segment s of weight_i x_i}: {@code x [N]}, {@code y [S]}.
     *
     * @param weights one an element of {@code x}
     * @param segments of each element, in {@code [0, S)}, in any order
     * @param offsets one a segment, so as many as there are
     */
    public static Var segments(Tape tape, Var x, float[] weights, int[] segments, double... offsets) {
        if (weights.length != x.shape().size() || segments.length != weights.length) {
            throw new IllegalArgumentException(
                    weights.length + " weights and " + segments.length + " segments for values of shape " + x.shape());
        }
        double[] sums = offsets.clone();
        float[] values = x.value().toArray();
        for (int i = 0; i < values.length; i++) sums[segments[i]] += (double) weights[i] * values[i];
        float[] rounded = new float[sums.length];
        for (int s = 0; s < sums.length; s++) rounded[s] = (float) sums[s];
        Tensor y = tape.draw(Shape.of(sums.length)).set(rounded);
        return tape.record(
                y,
                dy -> {
                    float[] upper = dy.toArray();
                    float[] gradient = new float[weights.length];
                    for (int i = 0; i < gradient.length; i++) gradient[i] = weights[i] * upper[segments[i]];
                    x.contribute((dx, write) -> into(dx, gradient, write));
                },
                x);
    }

    /**
     * {@code sum_s log sigma(x_s)}, one value; {@code sigma} is the logistic function. Of {@code x [S]}, however large its
     * values are.
     */
    public static Var logSigmoid(Tape tape, Var x) {
        float[] values = x.value().toArray();
        double sum = 0;
        // -softplus(-x), where exp can't overflow
        for (float each : values) sum += Math.min(each, 0.0) - Math.log1p(Math.exp(-Math.abs((double) each)));
        Tensor y = tape.draw(Shape.of()).set((float) sum);
        return tape.record(
                y,
                dy -> {
                    float upper = dy.scalar();
                    float[] gradient = new float[values.length];
                    for (int s = 0; s < gradient.length; s++) {
                        gradient[s] = (float) (upper / (1 + Math.exp((double) values[s])));
                    }
                    x.contribute((dx, write) -> into(dx, gradient, write));
                },
                x);
    }

    private static void into(Tensor dx, float[] gradient, Write write) {
        if (write == Write.ADD) {
            float[] before = dx.toArray();
            for (int i = 0; i < gradient.length; i++) gradient[i] += before[i];
        }
        dx.set(gradient);
    }
}
