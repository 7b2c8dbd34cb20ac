package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions, channels last, against a plain computation in double precision. */
class ConvolutionKernelTest extends KernelFixture {
    /** The sizes of Stable Diffusion's convolutions, small: kernel, stride, padding on either side, not square. */
    @ParameterizedTest
    @CsvSource({
        "1,1,0,0, 2,5,3, 7,6",
        "3,1,1,1, 2,5,7, 4,3",
        "3,2,1,1, 1,6,8, 16,32",
        "3,2,0,1, 2,6,4, 5,16",
        "3,2,1,1, 3,2,2, 8,4",
        "3,2,1,1, 3,2,4, 8,4",
        "3,1,1,1, 1,1,1, 3,5",
        "1,2,0,0, 1,5,4, 3,2"
    })
    void convolves(int k, int stride, int before, int after, int batch, int height, int width, int in, int out) {
        Convolution how = new Convolution(k, stride, before, after);
        Tensor x = normal(batch, height, width, in);
        Tensor weight = normal(out, in, k, k);
        Tensor bias = normal(out);
        Tensor y = empty(batch, how.out(height), how.out(width), out);
        engine.convolution(x, weight, bias, how, y);
        double[] expected = d(bias);
        double[] values = Doubles.of((int) y.shape().size(), i -> expected[i % out]);
        eachProduct(how, x, weight, y, (xi, wi, yi) -> values[yi] += x(x, xi) * x(weight, wi));
        double tolerance = EXACT * Math.sqrt(k * k * Math.max(in, out));
        assertClose("convolution", y, values, tolerance);

        Tensor dy = normal(batch, how.out(height), how.out(width), out);
        Tensor dx = normal(batch, height, width, in);
        double[] dxBefore = d(dx);
        double[] gradient = new double[dxBefore.length];
        eachProduct(how, x, weight, y, (xi, wi, yi) -> gradient[xi] += x(dy, yi) * x(weight, wi));
        engine.convolutionBackward(dy, weight, how, dx, Write.ADD);
        assertClose("added", dx, Doubles.of(gradient.length, i -> dxBefore[i] + gradient[i]), tolerance);
        engine.convolutionBackward(dy, weight, how, dx, Write.SET);
        assertClose("by the image", dx, gradient, tolerance);

        Tensor dw = normal(out, in, k, k);
        double[] dwBefore = d(dw);
        double[] byWeight = new double[dwBefore.length];
        eachProduct(how, x, weight, y, (xi, wi, yi) -> byWeight[wi] += x(dy, yi) * x(x, xi));
        double places = EXACT * Math.sqrt(batch * height * width) * 2;
        engine.convolutionBackwardWeight(dy, x, how, dw, Write.ADD);
        assertClose("weight added", dw, Doubles.of(byWeight.length, i -> dwBefore[i] + byWeight[i]), places);
        engine.convolutionBackwardWeight(dy, x, how, dw, Write.SET);
        assertClose("by the weight", dw, byWeight, places);
    }

    private interface Product {
        void of(int xIndex, int weightIndex, int yIndex);
    }

    private static void eachProduct(Convolution how, Tensor x, Tensor weight, Tensor y, Product body) {
        int k = how.kernel();
        int in = x.shape().dim(3);
        int out = y.shape().dim(3);
        for (int b = 0; b < y.shape().dim(0); b++) {
            for (int i = 0; i < y.shape().dim(1); i++) {
                for (int j = 0; j < y.shape().dim(2); j++) {
                    for (int u = 0; u < k; u++) {
                        for (int v = 0; v < k; v++) {
                            int row = i * how.stride() + u - how.before();
                            int column = j * how.stride() + v - how.before();
                            boolean inside = row >= 0
                                    && row < x.shape().dim(1)
                                    && column >= 0
                                    && column < x.shape().dim(2);
                            if (!inside) continue;
                            int pixel = (b * x.shape().dim(1) + row) * x.shape().dim(2) + column;
                            int place = (b * y.shape().dim(1) + i) * y.shape().dim(2) + j;
                            for (int o = 0; o < out; o++) {
                                for (int c = 0; c < in; c++) {
                                    body.of(pixel * in + c, ((o * in + c) * k + u) * k + v, place * out + o);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static double x(Tensor tensor, int i) {
        float[] one = new float[1];
        tensor.read(i, one, 0, 1);
        return one[0];
    }

    @Test
    void convolvesWithBfloat16WeightsExactly() {
        Tensor rounded = engine.pool().draw(Shape.of(4, 3, 3, 3), DType.BFLOAT16);
        drawn.add(rounded);
        Tensor weight = normal(4, 3, 3, 3);
        engine.copy(weight, rounded);
        engine.copy(rounded, weight);
        Tensor x = normal(1, 5, 4, 3);
        Tensor bias = normal(4);
        Convolution how = Convolution.same(3);
        Tensor y = empty(1, 5, 4, 4);
        engine.convolution(x, weight, bias, how, y);
        double[] expected = d(y);
        engine.convolution(x, rounded, bias, how, y);
        assertClose("forward", y, expected, EXACT);
        Tensor dx = empty(1, 5, 4, 3);
        engine.convolutionBackward(y, weight, how, dx, Write.SET);
        double[] gradient = d(dx);
        engine.convolutionBackward(y, rounded, how, dx, Write.SET);
        assertClose("backward", dx, gradient, EXACT);
    }
}
