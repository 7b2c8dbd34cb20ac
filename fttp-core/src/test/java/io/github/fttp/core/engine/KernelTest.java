package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that are not of pictures alone, against a plain computation in double precision. */
abstract class KernelTest extends EngineFixture {
    @ParameterizedTest
    @CsvSource({
        "1,1,1,false,false",
        "3,17,63,false,true",
        "63,129,17,true,false",
        "129,3,1,true,true",
        "1,64,129,false,true",
        "130,257,65,false,true"
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
    void looksUpRowsOfFloat16() {
        Tensor table = engine.pool().draw(Shape.of(2, 3), DType.FLOAT16);
        drawn.add(table);
        table.set(1, 0x1p-24f, -65504, 0.1f, Float.NEGATIVE_INFINITY, -0x1p-14f);
        Tensor y = empty(2, 3);
        engine.gatherRows(table, new int[] {1, 0}, y);
        // 0.1 lies between 1638/2^14 and 1639/2^14
        assertThat(y.toArray())
                .containsExactly(1638 * 0x1p-14f, Float.NEGATIVE_INFINITY, -0x1p-14f, 1, 0x1p-24f, -65504);
    }

    @Test
    void refusesBfloat16WhereItWorksByElements() {
        Tensor x = normal(3, 5);
        Tensor y = empty(3, 5);
        Tensor perRow = empty(3);
        Tensor weight = engine.pool().draw(Shape.of(5), DType.BFLOAT16);
        drawn.add(weight);
        assertThatThrownBy(() -> engine.rmsNorm(x, weight, 1e-6f, y, perRow)).hasMessageContaining("BFLOAT16");
        assertThatThrownBy(() -> engine.layerNorm(x, weight, weight, 1e-6f, y, perRow, perRow))
                .hasMessageContaining("BFLOAT16");
        assertThatThrownBy(() -> engine.affine(x, normal(5, 5), weight, y)).hasMessageContaining("BFLOAT16");
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

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17, 129, 5000})
    void addsMultipliesAndScales(int n) {
        Tensor a = normal(3, n);
        Tensor b = normal(3, n);
        Tensor row = normal(n);
        Tensor y = normal(3, n);
        double[] da = d(a);
        double[] db = d(b);
        double[] dr = d(row);
        double[] before = d(y);
        engine.mul(a, b, y, Write.ADD);
        assertClose("mul added", y, Doubles.of(3 * n, i -> before[i] + da[i] * db[i]), EXACT);
        engine.mul(a, row, y, Write.SET);
        assertClose("mul row", y, Doubles.of(3 * n, i -> da[i] * dr[i % n]), EXACT);
        engine.add(a, b, y);
        assertClose("add", y, Doubles.of(3 * n, i -> da[i] + db[i]), EXACT);
        engine.add(y, row, y);
        assertClose("add row in place", y, Doubles.of(3 * n, i -> da[i] + db[i] + dr[i % n]), EXACT);
        engine.scale(-0.5f, a, y, Write.SET);
        engine.scale(2, b, y, Write.ADD);
        engine.scale(1, b, y, Write.ADD);
        assertClose("scale", y, Doubles.of(3 * n, i -> -0.5 * da[i] + 3 * db[i]), EXACT);
        Tensor sum = normal(n);
        double[] start = d(sum);
        engine.sumLeading(a, sum, Write.ADD);
        assertClose("sum", sum, Doubles.of(n, j -> start[j] + da[j] + da[n + j] + da[2 * n + j]), EXACT);
        double squares = 0;
        for (double each : da) squares += each * each;
        assertThat(engine.sumOfSquares(a)).isCloseTo(squares, org.assertj.core.data.Percentage.withPercentage(1e-9));
    }

    @Test
    void sumOfSquaresShowsWhatIsNotFinite() {
        Tensor x = normal(3, 1000);
        x.write(1234, new float[] {Float.NaN}, 0, 1);
        assertThat(engine.sumOfSquares(x)).isNaN();
    }

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

    @Test
    void movesRows() {
        Tensor table = normal(5, 9);
        Tensor y = empty(4, 9);
        engine.gatherRows(table, new int[] {4, 0, 4, 2}, y);
        double[] t = d(table);
        int[] rows = {4, 0, 4, 2};
        assertClose("gather", y, Doubles.of(36, i -> t[rows[i / 9] * 9 + i % 9]), 0);
        Tensor sum = empty(5, 9);
        engine.fill(1, sum);
        engine.scatterRowsAdd(y, rows, sum);
        assertClose(
                "scatter added", sum, Doubles.of(45, i -> 1 + t[i] * (i / 9 == 4 ? 2 : i / 9 % 2 == 0 ? 1 : 0)), EXACT);
        Tensor some = normal(2, 9);
        double[] s = d(some);
        engine.scatterRows(some, new int[] {3, 1}, table);
        assertClose("scatter", table, Doubles.of(45, i -> i / 9 == 3 ? s[i % 9] : i / 9 == 1 ? s[9 + i % 9] : t[i]), 0);
    }

    @ParameterizedTest
    @CsvSource({"4,6", "5,7"}) // two by three patches, also with pixels left over
    void cutsPatches(int height, int width) {
        Tensor x = normal(2, 3, height, width);
        Tensor y = empty(2, 6, 12);
        engine.patches(x, 2, y);
        double[] v = d(x);
        double[] expected = Doubles.of(144, i -> {
            int b = i / 72;
            int p = i / 12 % 6;
            int c = i % 12 / 4;
            int row = p / 3 * 2 + i % 4 / 2;
            int column = p % 3 * 2 + i % 2;
            return v[((b * 3 + c) * height + row) * width + column];
        });
        assertClose("patches", y, expected, 0);
    }

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

    private static double slope(
            double[] at, int i, double h, java.util.function.UnaryOperator<double[]> f, double[] dy) {
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

    @Test
    void turnsAndTurnsBack() {
        Tensor x = normal(2, 3, 4, 6);
        Tensor cos = normal(2, 3, 3);
        Tensor sin = normal(2, 3, 3);
        Tensor y = empty(2, 3, 4, 6);
        double[] v = d(x);
        double[] c = d(cos);
        double[] s = d(sin);
        for (int sign : new int[] {1, -1}) {
            engine.rope(x, cos, sin, sign < 0, y, Write.SET);
            double[] expected = Doubles.of(144, i -> {
                int row = i / 24;
                int j = i % 6;
                return j < 3
                        ? v[i] * c[row * 3 + j] - sign * v[i + 3] * s[row * 3 + j]
                        : v[i] * c[row * 3 + j - 3] + sign * v[i - 3] * s[row * 3 + j - 3];
            });
            assertClose("rope", y, expected, EXACT);
        }
    }

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

    @ParameterizedTest
    @CsvSource({
        "1,1,1,1,1,true,0",
        "2,5,5,2,2,false,0",
        "2,17,17,4,2,true,0",
        "2,7,7,4,1,true,1",
        "2,9,9,2,2,true,2",
        "1,1,13,4,2,true,0",
        "1,3,13,2,2,true,0",
        "2,63,63,3,3,false,2"
    })
    void attendsAndDifferentiates(int b, int tq, int tk, int heads, int keyHeads, boolean causal, int padding) {
        int width = 8;
        boolean[][] keys = new boolean[padding == 0 ? 0 : b][tk];
        for (int i = 0; i < keys.length; i++) {
            for (int j = 0; j < tk; j++) {
                // 1: the first keys of the second sample are padding, so its first queries see nothing; 2: holes
                keys[i][j] = padding == 1 ? i == 0 || j >= 3 : (i + j) % 4 != 1;
            }
        }
        AttentionMask mask = (causal ? AttentionMask.causal() : AttentionMask.full()).padded(keys);
        Tensor q = normal(b, tq, heads, width);
        Tensor k = normal(b, tk, keyHeads, width);
        Tensor v = normal(b, tk, keyHeads, width);
        Tensor dy = normal(b, tq, heads, width);
        Tensor y = empty(b, tq, heads, width);
        Tensor dq = empty(b, tq, heads, width);
        Tensor dk = empty(b, tk, keyHeads, width);
        Tensor dv = empty(b, tk, keyHeads, width);
        engine.attention(q, k, v, mask, 0.3f, y);
        engine.attentionBackward(dy, q, k, v, mask, 0.3f, dq, dk, dv);

        double[] eq = new double[b * tq * heads * width];
        double[] ek = new double[b * tk * keyHeads * width];
        double[] ev = new double[ek.length];
        double[] ey = new double[eq.length];
        double[] fq = d(q);
        double[] fk = d(k);
        double[] fv = d(v);
        double[] fy = d(dy);
        for (int s = 0; s < b; s++) {
            for (int h = 0; h < heads; h++) {
                int kh = h / (heads / keyHeads);
                for (int i = 0; i < tq; i++) {
                    int qi = ((s * tq + i) * heads + h) * width;
                    double[] scores = new double[tk];
                    double max = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < tk; j++) {
                        int kj = ((s * tk + j) * keyHeads + kh) * width;
                        for (int e = 0; e < width; e++) scores[j] += 0.3f * fq[qi + e] * fk[kj + e];
                        if (!mask.allows(s, i, tq, j, tk)) scores[j] = Double.NEGATIVE_INFINITY;
                        max = Math.max(max, scores[j]);
                    }
                    if (max == Double.NEGATIVE_INFINITY) continue;
                    double sum = 0;
                    double[] p = new double[tk];
                    for (int j = 0; j < tk; j++) sum += p[j] = Math.exp(scores[j] - max);
                    double along = 0;
                    double[] dp = new double[tk];
                    for (int j = 0; j < tk; j++) {
                        p[j] /= sum;
                        int kj = ((s * tk + j) * keyHeads + kh) * width;
                        for (int e = 0; e < width; e++) {
                            ey[qi + e] += p[j] * fv[kj + e];
                            dp[j] += fy[qi + e] * fv[kj + e];
                            ev[kj + e] += p[j] * fy[qi + e];
                        }
                        along += p[j] * dp[j];
                    }
                    for (int j = 0; j < tk; j++) {
                        int kj = ((s * tk + j) * keyHeads + kh) * width;
                        double ds = 0.3f * p[j] * (dp[j] - along);
                        for (int e = 0; e < width; e++) {
                            eq[qi + e] += ds * fk[kj + e];
                            ek[kj + e] += ds * fq[qi + e];
                        }
                    }
                }
            }
        }
        assertClose("y", y, ey, 5e-6);
        assertClose("dq", dq, eq, 5e-6);
        assertClose("dk", dk, ek, 5e-6);
        assertClose("dv", dv, ev, 5e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attendsInTilesToTheSameResultAsAtOnce(boolean causal) {
        // 1300 rows of 1300 keys are more than a tile holds; attention of the last rows alone must agree.
        Tensor q = normal(1, 1300, 2, 8);
        Tensor k = normal(1, 1300, 2, 8);
        Tensor v = normal(1, 1300, 2, 8);
        Tensor all = empty(1, 1300, 2, 8);
        Tensor last = empty(1, 5, 2, 8);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.full();
        engine.attention(q, k, v, mask, 0.35f, all);
        engine.attention(q.slice(1, 1295, 1300), k, v, mask, 0.35f, last);
        assertClose("last rows", last, d(all.slice(1, 1295, 1300)), EXACT);
    }

    /** Stretches of queries that fit into a tile each, with the keys that they can see, make up the whole. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesGradientsBackThroughTilesAsAtOnce(boolean causal) {
        int length = 1300;
        int stretch = 130;
        Tensor dy = normal(1, length, 4, 8);
        Tensor q = normal(1, length, 4, 8);
        Tensor k = normal(1, length, 2, 8);
        Tensor v = normal(1, length, 2, 8);
        Tensor dq = empty(1, length, 4, 8);
        Tensor dk = empty(1, length, 2, 8);
        Tensor dv = empty(1, length, 2, 8);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.full();
        engine.attentionBackward(dy, q, k, v, mask, 0.35f, dq, dk, dv);
        double[] keys = new double[length * 16];
        double[] values = new double[length * 16];
        for (int from = 0; from < length; from += stretch) {
            int to = from + stretch;
            Tensor dqs = empty(1, stretch, 4, 8);
            int seen = causal ? to : length;
            Tensor dks = empty(1, seen, 2, 8);
            Tensor dvs = empty(1, seen, 2, 8);
            Tensor seenKeys = k.slice(1, 0, seen);
            Tensor seenValues = v.slice(1, 0, seen);
            engine.attentionBackward(
                    dy.slice(1, from, to), q.slice(1, from, to), seenKeys, seenValues, mask, 0.35f, dqs, dks, dvs);
            assertClose("dq from " + from, dq.slice(1, from, to), d(dqs), 5e-6);
            double[] dkHere = d(dks);
            double[] dvHere = d(dvs);
            for (int i = 0; i < dkHere.length; i++) {
                keys[i] += dkHere[i];
                values[i] += dvHere[i];
            }
        }
        assertClose("dk", dk, keys, 2e-5);
        assertClose("dv", dv, values, 2e-5);
    }

    /** 4,096 are the pixels of a latent of 64 x 64. */
    @ParameterizedTest
    @CsvSource({"3000, 1, true", "4096, 2, false"})
    void takesLessMemoryThanTheScoresOfALongSequence(int length, int heads, boolean causal) {
        Tensor x = normal(1, length, heads, 8);
        Tensor dq = empty(1, length, heads, 8);
        Tensor dk = empty(1, length, heads, 8);
        Tensor dv = empty(1, length, heads, 8);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.full();
        engine.attention(x, x, x, mask, 0.35f, dq);
        engine.attentionBackward(x, x, x, x, mask, 0.35f, dq, dk, dv);
        assertThat(engine.pool().peakBytes()).isLessThan(4L * heads * length * length / 2);
    }

    @Test
    void stepsAsAdamW() {
        Tensor p = normal(3000);
        Tensor g = normal(3000);
        Tensor m = engine.pool().zeros(Shape.of(3000));
        Tensor v = engine.pool().zeros(Shape.of(3000));
        drawn.add(m);
        drawn.add(v);
        double[] ep = d(p);
        double[] eg = d(g);
        double[] em = new double[3000];
        double[] ev = new double[3000];
        for (int t = 1; t <= 3; t++) {
            engine.adam(new AdamStep(1e-2, 0.9, 0.999, 1e-8, t, 0.5, 0.01, 0.1), g, p, m, v);
            for (int i = 0; i < 3000; i++) {
                double d = 0.5 * eg[i] + 0.01 * ep[i];
                em[i] = 0.9 * em[i] + 0.1 * d;
                ev[i] = 0.999 * ev[i] + 0.001 * d * d;
                double hat = em[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(ev[i] / (1 - Math.pow(0.999, t))) + 1e-8);
                ep[i] = ep[i] - 1e-2 * 0.1 * ep[i] - 1e-2 * hat;
            }
        }
        assertClose("parameter", p, ep, EXACT);
        assertClose("first moment", m, em, EXACT);
        assertClose("second moment", v, ev, EXACT);
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

    @Test
    void refusesBatchesOfDifferentSizes() {
        Tensor y = empty(2, 3, 5);
        assertThatThrownBy(() -> engine.matmul(normal(2, 3, 4), normal(3, 4, 5), y, Write.SET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("matmul");
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
