package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matrix products against a plain computation in double precision. */
class MatmulKernelTest extends KernelFixture {
    @ParameterizedTest
    @CsvSource({
        "1,1,1,false,false",
        "3,17,63,false,true",
        "63,129,17,true,false",
        "129,3,1,true,true",
        "1,64,129,false,true",
        "130,257,65,false,true",
        "263,17,257,false,true",
        "263,17,257,false,false"
    })
    void multipliesMatricesInAllTransposes(int m, int k, int n, boolean ta, boolean tb) {
        Tensor a = ta ? normal(k, m).transposed() : normal(m, k);
        Tensor b = tb ? normal(n, k).transposed() : normal(k, n);
        Tensor y = normal(m, n);
        double[] before = d(y);
        double[] product = product(d(a), d(b), m, k, n);
        engine.matmul(a, b, y, Write.ADD);
        assertClose("a b added", y, Doubles.of(m * n, i -> before[i] + product[i]), EXACT * Math.sqrt(k));
        engine.matmul(a, b, y, Write.SET);
        assertClose("a b", y, product, EXACT * Math.sqrt(k));
        engine.matmul(a, b, -0.3f, y);
        assertClose("-0.3 a b", y, Doubles.of(m * n, i -> -0.3f * product[i]), EXACT * Math.sqrt(k));
        Tensor bias = normal(n);
        double[] row = d(bias);
        engine.affine(a, b, bias, y);
        assertClose("a b + bias", y, Doubles.of(m * n, i -> product[i] + row[i % n]), EXACT * Math.sqrt(k));
    }

    @Test
    void multipliesBatchesOfStridedViews() {
        Tensor a = normal(2, 7, 3, 5).transposed(1, 2); // [2, 3, 7, 5], as heads lie in a row
        Tensor b = normal(2, 3, 5, 9);
        Tensor y = empty(2, 3, 7, 9);
        engine.matmul(a, b, y, Write.SET);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                double[] expected = product(d(a.get(i).get(j)), d(b.get(i).get(j)), 7, 5, 9);
                assertClose("batch", y.get(i).get(j), expected, EXACT);
            }
        }
    }

    /** Small whole numbers, so that any order of summation gives the same float. */
    @Test
    void multipliesBatchesInEveryLayout() {
        int[] sizes = {1, 2, 9};
        for (int h : new int[] {1, 3}) {
            for (int m : sizes) {
                for (int k : sizes) {
                    for (int n : sizes) {
                        for (int layouts = 0; layouts < 5 * 5; layouts++) {
                            try (Tensor wholeA = integers(h, m, k);
                                    Tensor wholeB = integers(h, k, n);
                                    Tensor y = engine.pool().draw(Shape.of(h, m, n))) {
                                Tensor a = laidOut(layouts % 5, wholeA, h, m, k);
                                Tensor b = laidOut(layouts / 5, wholeB, h, k, n);
                                engine.matmul(a, b, y, Write.SET);
                                for (int i = 0; i < h; i++) {
                                    double[] expected = product(d(a.get(i)), d(b.get(i)), m, k, n);
                                    assertClose("layouts " + layouts, y.get(i), expected, 0);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private Tensor integers(int h, int m, int n) {
        Tensor whole = engine.pool().draw(Shape.of(2 * h * (m + 1) * n));
        float[] values = new float[(int) whole.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = random.nextInt(7) - 3;
        return whole.set(values);
    }

    /** The beginning of {@code whole} as {@code [h, m, n]}: dense, transposed, as heads in a row, every other head, with a gap. */
    private static Tensor laidOut(int layout, Tensor whole, int h, int m, int n) {
        Tensor once = whole.slice(0, 0, h * m * n);
        Tensor twice = whole.slice(0, 0, 2 * h * m * n);
        return switch (layout) {
            case 0 -> once.reshape(h, m, n);
            case 1 -> once.reshape(h, n, m).transposed();
            case 2 -> once.reshape(m, h, n).transposed(0, 1);
            case 3 -> twice.reshape(m, 2 * h, n).every(1, 1, 2).transposed(0, 1);
            default -> whole.slice(0, 0, h * (m + 1) * n).reshape(h, m + 1, n).slice(1, 1, m + 1);
        };
    }

    @Test
    void multipliesRowsOfAnyRankByOneMatrix() {
        Tensor a = normal(2, 3, 5);
        Tensor b = normal(5, 4);
        Tensor y = empty(2, 3, 4);
        engine.matmul(a, b, y, Write.SET);
        assertClose("rows", y, product(d(a), d(b), 6, 5, 4), EXACT);
    }

    @Test
    void multipliesByBfloat16WeightsExactly() {
        Tensor a = normal(17, 63);
        Tensor w = engine.pool().draw(Shape.of(33, 63), DType.BFLOAT16);
        drawn.add(w);
        engine.copy(normal(33, 63), w);
        Tensor y = empty(17, 33);
        engine.matmul(a, w.transposed(), y, Write.SET);
        assertClose("bf16", y, product(d(a), d(w.transposed()), 17, 63, 33), EXACT * 8);
    }

    @Test
    void takesFloat16WeightsForWhatTheyStandFor() {
        Float16Cases.check(engine);
    }

    @Test
    void givesTheSameBitsEachTime() {
        Tensor x = normal(129, 257);
        Tensor w = normal(65, 257);
        Tensor first = empty(129, 65);
        Tensor second = empty(129, 65);
        engine.matmul(x, w.transposed(), first, Write.SET);
        engine.matmul(x, w.transposed(), second, Write.SET);
        assertThat(second.toArray()).isEqualTo(first.toArray());
    }

    private static double[] product(double[] a, double[] b, int m, int k, int n) {
        double[] y = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) y[i * n + j] += a[i * k + l] * b[l * n + j];
            }
        }
        return y;
    }
}
