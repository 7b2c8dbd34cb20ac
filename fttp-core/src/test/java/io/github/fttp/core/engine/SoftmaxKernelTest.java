package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;

import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Softmax and its losses against a plain computation in double precision. */
class SoftmaxKernelTest extends KernelFixture {
    @ParameterizedTest
    @CsvSource({"1,1", "3,17", "65,129", "2,32064"})
    void softmaxAndLosses(int n, int width) {
        Tensor x = normal(n, width);
        Tensor base = normal(n, width);
        x.write(0, new float[] {90}, 0, 1); // exp overflows float32 above 88.7
        double[] p = softmax(d(x), width);
        double[] p0 = softmax(d(base), width);
        Tensor y = empty(n, width);
        engine.softmax(x, y);
        assertClose("softmax", y, p, EXACT);
        Tensor dy = normal(n, width);
        double[] ddy = d(dy);
        double[] expected = new double[n * width];
        for (int row = 0; row < n; row++) {
            double along = 0;
            for (int j = 0; j < width; j++) along += ddy[row * width + j] * p[row * width + j];
            for (int j = 0; j < width; j++) {
                expected[row * width + j] = p[row * width + j] * (ddy[row * width + j] - along);
            }
        }
        engine.softmaxBackward(dy, y, dy, Write.SET);
        assertClose("softmax backward in place", dy, expected, 5e-6);

        double[] v = d(x);
        Tensor lse = empty(n);
        engine.logSumExp(x, lse);
        assertClose("logSumExp", lse, Doubles.of(n, i -> v[i * width] - Math.log(p[i * width])), EXACT);

        int[] labels = new int[n];
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i * 7 % width;
            weights[i] = i % 3 - 1; // ascent, nothing, descent
        }
        Tensor grad = normal(n, width);
        double[] before = d(grad);
        double[] ce =
                Doubles.of(n * width, i -> weights[i / width] * (p[i] - (labels[i / width] == i % width ? 1 : 0)));
        engine.crossEntropyBackward(x, labels, weights, grad, Write.ADD);
        assertClose("cross-entropy added", grad, Doubles.of(n * width, i -> before[i] + ce[i]), EXACT);
        engine.crossEntropyBackward(x, labels, weights, grad, Write.SET);
        assertClose("cross-entropy", grad, ce, EXACT);

        Tensor kl = empty(n);
        engine.klDivergence(base, x, kl);
        double[] divergences = new double[n];
        for (int i = 0; i < n * width; i++) divergences[i / width] += p0[i] * (Math.log(p0[i]) - Math.log(p[i]));
        assertClose("kl", kl, divergences, 5e-6);
        engine.klDivergenceBackward(base, x, weights, grad, Write.SET);
        assertClose("kl backward", grad, Doubles.of(n * width, i -> weights[i / width] * (p[i] - p0[i])), EXACT);
    }

    private static double[] softmax(double[] x, int width) {
        double[] p = new double[x.length];
        for (int row = 0; row < x.length; row += width) {
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < width; j++) max = Math.max(max, x[row + j]);
            double sum = 0;
            for (int j = 0; j < width; j++) sum += p[row + j] = Math.exp(x[row + j] - max);
            for (int j = 0; j < width; j++) p[row + j] /= sum;
        }
        return p;
    }
}
