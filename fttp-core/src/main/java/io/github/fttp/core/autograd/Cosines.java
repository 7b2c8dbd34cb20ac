package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Cosines of the angles between rows, computed in double precision. */
public final class Cosines {
    /** Rows shorter than this share of their target count as so long, so that the gradient of what begins at 0 is bounded. */
    private static final double SHORTEST = 0.01;

    private Cosines() {}

    /**
     * {@code mean over rows i of 1 - x_i t_i / (|x_i| |t_i|)}, one value: {@code x [N, D]}. In place of {@code |x_i|} stands {@code
     * 0.01 |t_i|} where that is more; a row whose target is 0 counts as 1.
     *
     * @param target {@code t}, {@code [N, D]}; not looked at any more after this call
     */
    public static Var meanDistance(Tape tape, Var x, Tensor target) {
        if (!target.shape().equals(x.shape()) || x.shape().rank() != 2) {
            throw new IllegalArgumentException("target of shape " + target.shape() + " for rows of shape " + x.shape());
        }
        int rows = x.shape().dim(0);
        int width = x.shape().dim(1);
        float[] values = x.value().toArray();
        float[] wanted = target.toArray();
        // d (1 - cos) / dx = a x - b t
        double[] a = new double[rows];
        double[] b = new double[rows];
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            int from = i * width;
            double length = Math.sqrt(product(values, values, from, width));
            double aim = Math.sqrt(product(wanted, wanted, from, width));
            double counted = Math.max(length, SHORTEST * aim);
            double cosine = aim == 0 ? 0 : product(values, wanted, from, width) / (counted * aim);
            sum += 1 - cosine;
            b[i] = aim == 0 ? 0 : 1 / (counted * aim);
            a[i] = aim == 0 || counted > length ? 0 : cosine / (length * length);
        }
        Engine engine = tape.engine();
        Tensor y = tape.draw(Shape.of()).set((float) (sum / rows));
        return tape.record(
                y,
                dy -> x.contribute((dx, write) -> Gradients.overwriting(engine, dx, write, slope -> {
                    double upper = dy.scalar() / (double) rows;
                    float[] again = x.value().toArray(); // not kept: as large as the target
                    float[] gradient = new float[again.length];
                    for (int k = 0; k < gradient.length; k++) {
                        int i = k / width;
                        gradient[k] = (float) (upper * (a[i] * again[k] - b[i] * wanted[k]));
                    }
                    slope.set(gradient);
                })),
                x);
    }

    private static double product(float[] one, float[] other, int from, int count) {
        double sum = 0;
        for (int k = from; k < from + count; k++) sum += (double) one[k] * other[k];
        return sum;
    }
}
