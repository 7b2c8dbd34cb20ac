package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.SplittableRandom;

/** Checks of float16 weights for any engine and any processor; a program of its own for processors that are not there. */
final class Float16Cases {
    private static final SplittableRandom RANDOM = new SplittableRandom(16);

    private Float16Cases() {}

    /** On the processor that oneDNN is told to take this one for by {@code ONEDNN_MAX_CPU_ISA}. */
    public static void main(String[] arguments) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            check(engine);
            assertThat(engine.pool().outstanding()).isZero();
            assertThat(engine.implementations()).noneMatch(info -> info.contains(" ref"));
        }
        try (OneDnnEngine engine = new OneDnnEngine(Precision.BFLOAT16)) {
            roundsActivationsToBfloat16(engine);
            System.out.println("has bfloat16: " + engine.hasBfloat16());
        }
    }

    static void check(Engine engine) {
        multipliesEveryValueAsItIs(engine);
        for (int[] sizes : new int[][] {{1, 64, 33}, {17, 63, 33}, {5, 1031, 1100}, {3, 8, 1}}) {
            multipliesExactly(engine, sizes[0], sizes[1], sizes[2]);
        }
        convolvesAsWithFloat32(engine);
    }

    /** Products with a single summand: subnormals, both zeros, infinities and all NaN included. */
    static void multipliesEveryValueAsItIs(Engine engine) {
        int count = 1 << 16;
        try (Tensor one = engine.pool().draw(Shape.of(1, 1));
                Tensor w = all16(engine);
                Tensor y = engine.pool().draw(Shape.of(1, count))) {
            one.fill(1);
            float[] values = w.toArray();
            engine.matmul(one, w.reshape(1, count), y, Write.SET);
            assertSame(y.toArray(), values);
            engine.matmul(one, w.reshape(count, 1).transposed(), y, Write.SET);
            assertSame(y.toArray(), values);
            engine.copy(w.reshape(1, count), y);
            assertSame(y.toArray(), values);
        }
    }

    /** -0 may become 0: the sum of nothing and -0. */
    private static void assertSame(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            boolean same = actual[i] == expected[i] || Float.isNaN(actual[i]) && Float.isNaN(expected[i]);
            assertThat(same)
                    .as("bits %04x: %s, expected %s", i, actual[i], expected[i])
                    .isTrue();
        }
    }

    private static Tensor all16(Engine engine) {
        Tensor w = engine.pool().draw(Shape.of(1 << 16), DType.FLOAT16);
        float[] values = new float[1 << 16];
        for (int bits = 0; bits < values.length; bits++) values[bits] = DType.fromFloat16((short) bits);
        return w.set(values);
    }

    /**
     * {@code x W^T}, {@code dy W} and {@code x W^T + bias}, with weights from subnormal to 1 and one that lies in rows that
     * are wider than itself.
     */
    static void multipliesExactly(Engine engine, int n, int in, int out) {
        try (Tensor x = floats(engine, 1, n, in);
                Tensor dy = floats(engine, 1, n, out);
                Tensor wide = engine.pool().draw(Shape.of(out, in + 3), DType.FLOAT16);
                Tensor w = engine.pool().draw(Shape.of(out, in), DType.FLOAT16);
                Tensor bias = floats(engine, 1, out);
                Tensor y = engine.pool().draw(Shape.of(n, out));
                Tensor dx = engine.pool().draw(Shape.of(n, in))) {
            float[] values = new float[out * in];
            for (int i = 0; i < values.length; i++) {
                double size = Math.scalb(RANDOM.nextDouble(), -RANDOM.nextInt(24)); // 2^-14 is the least normal one
                values[i] = (float) (RANDOM.nextBoolean() ? size : -size);
            }
            w.set(values);
            wide.fill(7);
            Tensor inside = wide.slice(1, 2, in + 2);
            inside.set(values);
            float[] kept = w.toArray();
            for (Tensor weights : new Tensor[] {w, inside}) {
                engine.matmul(x, weights.transposed(), y, Write.SET);
                assertClose("x W^T", y, products(x, kept, in, out, true), bound(in));
                engine.affine(x, weights.transposed(), bias, y);
                double[] sums = products(x, kept, in, out, true);
                float[] row = bias.toArray();
                for (int i = 0; i < sums.length; i++) sums[i] += row[i % out];
                assertClose("x W^T + bias", y, sums, bound(in));
                engine.matmul(dy, weights, dx, Write.SET);
                assertClose("dy W", dx, products(dy, kept, out, in, false), bound(out));
                engine.matmul(dy, weights, dx, Write.ADD);
                double[] twice = products(dy, kept, out, in, false);
                for (int i = 0; i < twice.length; i++) twice[i] *= 2;
                assertClose("dy W added", dx, twice, 2 * bound(out));
            }
        }
    }

    /**
     * Factors of at most 1: a sum of k products in float32 is off by at most k roundings of at most k / 2 each; half as
     * many at random.
     */
    private static double bound(int k) {
        return Math.sqrt(k) * k * 0x1p-24;
    }

    private static double[] products(Tensor left, float[] w, int inner, int outer, boolean transposed) {
        float[] x = left.toArray();
        int n = x.length / inner;
        double[] y = new double[n * outer];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < outer; j++) {
                for (int l = 0; l < inner; l++) {
                    y[i * outer + j] += (double) x[i * inner + l] * w[transposed ? j * inner + l : l * outer + j];
                }
            }
        }
        return y;
    }

    /** The packed weights are the same, so the results are, to the last bit. */
    static void convolvesAsWithFloat32(Engine engine) {
        for (int kernel : new int[] {1, 3}) {
            Convolution how = Convolution.same(kernel);
            try (Tensor x = floats(engine, 1, 2, 5, 4, 16);
                    Tensor w = floats(engine, 0.1f, 24, 16, kernel, kernel);
                    Tensor half = engine.pool().draw(w.shape(), DType.FLOAT16);
                    Tensor bias = floats(engine, 1, 24);
                    Tensor y = engine.pool().draw(Shape.of(2, 5, 4, 24));
                    Tensor dx = engine.pool().draw(x.shape())) {
                engine.copy(w, half);
                engine.copy(half, w);
                assertThat(half.toArray()).isEqualTo(w.toArray());
                double tolerance = kernel == 1 ? bound(24) : 0;
                engine.convolution(x, w, bias, how, y);
                double[] expected = doubles(y);
                engine.convolution(x, half, bias, how, y);
                assertClose("forward", y, expected, tolerance);
                engine.convolutionBackward(y, w, how, dx, Write.SET);
                double[] gradient = doubles(dx);
                engine.convolutionBackward(y, half, how, dx, Write.SET);
                assertClose("backward", dx, gradient, 10 * tolerance);
            }
        }
    }

    private static double[] doubles(Tensor x) {
        float[] values = x.toArray();
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) all[i] = values[i];
        return all;
    }

    private static Tensor floats(Engine engine, float size, int... dims) {
        Tensor x = engine.pool().draw(Shape.of(dims));
        float[] values = new float[(int) x.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) RANDOM.nextDouble(-size, size);
        return x.set(values);
    }

    /** The reference rounds both factors to bfloat16 and multiplies in double precision. */
    static void roundsActivationsToBfloat16(Engine engine) {
        try (Tensor dy = engine.pool().draw(Shape.of(1, 2));
                Tensor w = engine.pool().draw(Shape.of(2, 3), DType.BFLOAT16);
                Tensor dx = engine.pool().draw(Shape.of(1, 3));
                Tensor exactW = engine.pool().draw(Shape.of(2, 3));
                Tensor halfW = engine.pool().draw(Shape.of(2, 3), DType.FLOAT16);
                Tensor x = engine.pool().draw(Shape.of(1, 1, 1, 2));
                Tensor kernel = engine.pool().draw(Shape.of(1, 2, 3, 3), DType.BFLOAT16);
                Tensor bias = engine.pool().zeros(Shape.of(1));
                Tensor y = engine.pool().draw(Shape.of(1, 1, 1, 1))) {
            dy.set(1.001f, -2); // 1.001 lies between 1 and 1 + 1/128: rounded it is 1
            w.set(1, 2, 3, 0.5f, -1, 4);
            exactW.set(1, 2, 3, 0.5f, -1, 4);
            halfW.set(1, 2, 3, 0.5f, -1, 4);
            engine.matmul(dy, w, dx, Write.SET);
            assertThat(dx.toArray()).containsExactly(0, 4, -5); // 1 - 1, 2 + 2, 3 - 8
            engine.matmul(dy, exactW, dx, Write.SET);
            assertThat(dx.toArray()).containsExactly(1.001f * 1 - 1, 1.001f * 2 + 2, 1.001f * 3 - 8);
            engine.matmul(dy, halfW, dx, Write.SET);
            assertThat(dx.toArray()).containsExactly(1.001f * 1 - 1, 1.001f * 2 + 2, 1.001f * 3 - 8);
            x.set(1.001f, -2);
            kernel.fill(3);
            engine.convolution(x, kernel, bias, Convolution.same(3), y);
            assertThat(y.toArray()).containsExactly(-3); // 3 - 6
        }
    }
}
