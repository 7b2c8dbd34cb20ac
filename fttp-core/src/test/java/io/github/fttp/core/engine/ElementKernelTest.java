package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels by elements against a plain computation in double precision. */
class ElementKernelTest extends KernelFixture {
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
        assertThat(engine.sumOfSquares(a)).isCloseTo(squares, Percentage.withPercentage(1e-9));
    }

    @Test
    void sumsTheSquaresOfSeveralTensorsInTurn() {
        Tensor a = normal(3, 1000);
        Tensor b = normal(7);
        double expected = 0;
        for (double each : d(a)) expected += each * each;
        for (double each : d(b)) expected += each * each;
        try (SquareSum squares = engine.squareSum()) {
            assertThat(squares.sum()).isZero();
            squares.add(a);
            squares.add(b);
            engine.scale(5, b, b, Write.SET); // what was added stays
            assertThat(squares.sum()).isCloseTo(expected, Percentage.withPercentage(1e-9));
        }
    }

    @Test
    void sumOfSquaresShowsWhatIsNotFinite() {
        Tensor x = normal(3, 1000);
        x.write(1234, new float[] {Float.NaN}, 0, 1);
        assertThat(engine.sumOfSquares(x)).isNaN();
    }

    /** Sizes around those of the pieces in which engines work, with settings of each one's own. */
    @Test
    void stepsManyAtOnceAsOneAfterTheOther() {
        int[] sizes = {1, 4096, 4097, 3, 70_000, 255};
        List<AdamUpdate> together = new ArrayList<>();
        List<AdamUpdate> inTurn = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            AdamStep step = new AdamStep(1e-2 * (i + 1), 0.9, 0.999, 1e-8, i + 1, 0.5, 0.01 * i, 0.1);
            Tensor[] all = {normal(sizes[i]), normal(sizes[i]), normal(sizes[i]), normal(sizes[i])};
            engine.mul(all[3], all[3], all[3], Write.SET);
            Tensor[] same = {empty(sizes[i]), empty(sizes[i]), empty(sizes[i]), empty(sizes[i])};
            for (int j = 0; j < 4; j++) engine.copy(all[j], same[j]);
            together.add(new AdamUpdate(step, all[0], all[1], all[2], all[3]));
            inTurn.add(new AdamUpdate(step, same[0], same[1], same[2], same[3]));
        }
        engine.adam(together);
        for (AdamUpdate each : inTurn) {
            engine.adam(each.step(), each.gradient(), each.parameter(), each.firstMoment(), each.secondMoment());
        }
        for (int i = 0; i < sizes.length; i++) {
            AdamUpdate found = together.get(i);
            AdamUpdate expected = inTurn.get(i);
            assertThat(found.parameter().toArray())
                    .isEqualTo(expected.parameter().toArray());
            assertThat(found.firstMoment().toArray())
                    .isEqualTo(expected.firstMoment().toArray());
            assertThat(found.secondMoment().toArray())
                    .isEqualTo(expected.secondMoment().toArray());
        }
    }

    @Test
    void addsSquaresOfManyAtOnceAsOneAfterTheOther() {
        List<Tensor> all = List.of(normal(1), normal(0), normal(257), normal(200_000), normal(3, 5));
        try (SquareSum together = engine.squareSum();
                SquareSum inTurn = engine.squareSum()) {
            together.add(all);
            together.add(all.get(3));
            for (Tensor each : all) inTurn.add(each);
            inTurn.add(all.get(3));
            assertThat(together.sum()).isEqualTo(inTurn.sum());
        }
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
}
