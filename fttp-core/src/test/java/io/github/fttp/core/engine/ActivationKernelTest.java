package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;

import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations against their formulas in double precision, gradients against finite differences. */
class ActivationKernelTest extends KernelFixture {
    @ParameterizedTest
    @EnumSource(Activation.class)
    void activatesAndDifferentiates(Activation f) {
        Tensor x = normal(7, 129);
        Tensor dy = normal(7, 129);
        Tensor y = empty(7, 129);
        double[] dx = d(x);
        double[] ddy = d(dy);
        engine.activate(f, x, y);
        assertClose("forward", y, Doubles.of(dx.length, i -> value(f, dx[i])), 5e-6);
        Tensor grad = normal(7, 129);
        double[] before = d(grad);
        double h = 1e-6;
        double[] expected = Doubles.of(dx.length, i -> ddy[i] * (value(f, dx[i] + h) - value(f, dx[i] - h)) / (2 * h));
        engine.activateBackward(f, dy, x, grad, Write.ADD);
        assertClose("backward added", grad, Doubles.of(dx.length, i -> before[i] + expected[i]), 5e-6);
        engine.activateBackward(f, dy, x, dy, Write.SET);
        assertClose("backward in place", dy, expected, 5e-6);
    }

    private static double value(Activation f, double x) {
        return switch (f) {
            case GELU -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
            case SILU -> x / (1 + Math.exp(-x));
        };
    }

    /** Its power series, which converges everywhere. */
    private static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    @Test
    void gatesAndDifferentiates() {
        Tensor gate = normal(5, 67);
        Tensor up = normal(5, 67);
        Tensor dy = normal(5, 67);
        Tensor y = empty(5, 67);
        double[] g = d(gate);
        double[] u = d(up);
        double[] r = d(dy);
        engine.swiglu(gate, up, y);
        assertClose("forward", y, Doubles.of(g.length, i -> value(Activation.SILU, g[i]) * u[i]), EXACT);
        Tensor dgate = empty(5, 67);
        Tensor dup = empty(5, 67);
        engine.swigluBackward(dy, gate, up, dgate, dup);
        assertClose("up", dup, Doubles.of(g.length, i -> r[i] * value(Activation.SILU, g[i])), EXACT);
        double[] expected = Doubles.of(g.length, i -> {
            double s = 1 / (1 + Math.exp(-g[i]));
            return r[i] * u[i] * s * (1 + g[i] * (1 - s));
        });
        assertClose("gate", dgate, expected, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,5", "130,129"})
    void gatesWithGelu(int n, int width) {
        Tensor x = normal(n, 2 * width);
        Tensor y = empty(n, width);
        engine.geglu(x, y);
        double[] xs = d(x);
        double[] expected = Doubles.of(n * width, i -> {
            double gate = xs[i / width * 2 * width + width + i % width];
            return xs[i / width * 2 * width + i % width] * gate * distribution(gate);
        });
        assertClose("geglu", y, expected, EXACT);
        Tensor dy = normal(n, width);
        Tensor dx = empty(n, 2 * width);
        engine.gegluBackward(dy, x, dx);
        double[] dys = d(dy);
        double[] gradient = Doubles.of(n * 2 * width, i -> {
            int row = i / (2 * width);
            int column = i % (2 * width) % width;
            double gate = xs[row * 2 * width + width + column];
            double given = dys[row * width + column];
            if (i % (2 * width) < width) return given * gate * distribution(gate);
            double density = Math.exp(-gate * gate / 2) / Math.sqrt(2 * Math.PI);
            return given * xs[row * 2 * width + column] * (distribution(gate) + gate * density);
        });
        assertClose("geglu's gradient", dx, gradient, EXACT);
    }

    private static double distribution(double x) {
        return 0.5 * (1 + erf(x / Math.sqrt(2)));
    }
}
