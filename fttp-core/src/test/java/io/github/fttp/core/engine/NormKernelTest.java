package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;

import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normalisation against a plain computation in double precision. */
class NormKernelTest extends KernelFixture {
    @ParameterizedTest
    @CsvSource({"1,1", "3,17", "63,129", "5,512"})
    void normalisesAndDifferentiates(int n, int width) {
        Tensor x = normal(n, width);
        Tensor w = normal(width);
        Tensor bias = normal(width);
        Tensor dy = normal(n, width);
        Tensor y = empty(n, width);
        Tensor mean = empty(n);
        Tensor rstd = empty(n);
        for (boolean centred : new boolean[] {false, true}) {
            if (centred) engine.layerNorm(x, w, bias, 1e-5f, y, mean, rstd);
            else engine.rmsNorm(x, w, 1e-5f, y, rstd);
            double[] b = centred ? d(bias) : new double[width];
            assertClose("forward", y, norm(d(x), d(w), b, width, centred), 5e-6);

            // The gradients by definition: of sum(dy y), by central differences in double precision.
            double[] dx = new double[n * width];
            double[] dw = new double[width];
            double h = 1e-5;
            for (int i = 0; i < n * width; i++) dx[i] = slope(d(x), i, h, v -> norm(v, d(w), b, width, centred), d(dy));
            for (int j = 0; j < width; j++) dw[j] = slope(d(w), j, h, v -> norm(d(x), v, b, width, centred), d(dy));
            Tensor gx = normal(n, width);
            Tensor gw = normal(width);
            double[] beforeX = d(gx);
            double[] beforeW = d(gw);
            if (centred) {
                engine.layerNormBackward(dy, x, w, mean, rstd, gx, Write.ADD);
                engine.layerNormBackwardWeight(dy, x, mean, rstd, gw, Write.ADD);
            } else {
                engine.rmsNormBackward(dy, x, w, rstd, gx, Write.ADD);
                engine.rmsNormBackwardWeight(dy, x, rstd, gw, Write.ADD);
            }
            assertClose("dx", gx, Doubles.of(n * width, i -> beforeX[i] + dx[i]), 2e-5);
            assertClose("dw", gw, Doubles.of(width, i -> beforeW[i] + dw[i]), 2e-5);
            if (n * width > 1000) break; // the differences take long; the rest is the same code
        }
    }

    private static double[] norm(double[] x, double[] w, double[] b, int width, boolean centred) {
        double[] y = new double[x.length];
        for (int row = 0; row < x.length; row += width) {
            double mean = 0;
            for (int j = 0; j < width && centred; j++) mean += x[row + j] / width;
            double square = 0;
            for (int j = 0; j < width; j++) square += (x[row + j] - mean) * (x[row + j] - mean) / width;
            for (int j = 0; j < width; j++) y[row + j] = (x[row + j] - mean) / Math.sqrt(square + 1e-5) * w[j] + b[j];
        }
        return y;
    }

    private static double slope(double[] at, int i, double h, UnaryOperator<double[]> f, double[] dy) {
        double middle = at[i];
        at[i] = middle + h;
        double[] up = f.apply(at);
        at[i] = middle - h;
        double[] down = f.apply(at);
        at[i] = middle;
        double sum = 0;
        for (int j = 0; j < dy.length; j++) sum += dy[j] * (up[j] - down[j]);
        return sum / (2 * h);
    }

    /** A mean much larger than the deviation, as deep activations have it, and more pixels than a block. */
    @ParameterizedTest
    @CsvSource({"2,3,5,8,4,0", "1,1,1,6,1,0", "2,1,7,6,6,5", "1,70,90,32,8,30"})
    void normalisesGroups(int batch, int height, int width, int channels, int groups, double middle) {
        Tensor x = normal(batch, height, width, channels);
        x.set(floats(Doubles.of((int) x.shape().size(), i -> x(x, i) + middle)));
        Tensor weight = normal(channels);
        Tensor bias = normal(channels);
        Tensor y = empty(batch, height, width, channels);
        Tensor mean = empty(batch, groups);
        Tensor rstd = empty(batch, groups);
        engine.groupNorm(x, weight, bias, 1e-3f, y, mean, rstd);
        int pixels = height * width;
        int members = channels / groups;
        double[] xs = d(x);
        double[] ws = d(weight);
        double[] bs = d(bias);
        double[] means = new double[batch * groups];
        double[] rstds = new double[batch * groups];
        double n = (double) pixels * members;
        for (int i = 0; i < xs.length; i++) means[group(i, pixels, channels, groups)] += xs[i] / n;
        for (int i = 0; i < xs.length; i++) {
            int g = group(i, pixels, channels, groups);
            rstds[g] += (xs[i] - means[g]) * (xs[i] - means[g]) / n;
        }
        for (int g = 0; g < rstds.length; g++) rstds[g] = 1 / Math.sqrt(rstds[g] + 1e-3f);
        double[] normed = Doubles.of(xs.length, i -> {
            int g = group(i, pixels, channels, groups);
            return (xs[i] - means[g]) * rstds[g];
        });
        double tolerance = EXACT * (1 + middle);
        assertClose("mean", mean, means, tolerance);
        assertClose("rstd", rstd, rstds, tolerance);
        assertClose("y", y, Doubles.of(xs.length, i -> normed[i] * ws[i % channels] + bs[i % channels]), tolerance);

        Tensor dy = normal(batch, height, width, channels);
        double[] dys = d(dy);
        double[] along = new double[means.length];
        double[] straight = new double[means.length];
        double[] dw = new double[channels];
        double[] db = new double[channels];
        for (int i = 0; i < xs.length; i++) {
            int g = group(i, pixels, channels, groups);
            straight[g] += dys[i] * ws[i % channels] / n;
            along[g] += dys[i] * ws[i % channels] * normed[i] / n;
            dw[i % channels] += dys[i] * normed[i];
            db[i % channels] += dys[i];
        }
        double[] dxs = Doubles.of(xs.length, i -> {
            int g = group(i, pixels, channels, groups);
            return rstds[g] * (dys[i] * ws[i % channels] - straight[g] - normed[i] * along[g]);
        });
        Tensor dx = empty(batch, height, width, channels);
        Tensor dweight = empty(channels);
        Tensor dbias = empty(channels);
        engine.groupNormBackward(dy, x, weight, mean, rstd, dx, dweight, dbias);
        assertClose("dx", dx, dxs, 4 * tolerance);
        assertClose("dw", dweight, dw, 4 * tolerance);
        assertClose("db", dbias, db, 4 * tolerance);
    }

    private static int group(int element, int pixels, int channels, int groups) {
        int sample = element / (pixels * channels);
        return sample * groups + element % channels / (channels / groups);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return floats;
    }

    private static double x(Tensor tensor, int i) {
        float[] one = new float[1];
        tensor.read(i, one, 0, 1);
        return one[0];
    }
}
