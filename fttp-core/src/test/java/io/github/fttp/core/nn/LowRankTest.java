package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LowRankTest {
    private static final int IN = 5;
    private static final double[][] A = {{1, -2, 0.5, 3, 0}, {0.25, 1, 1, -1, 2}};

    private final Engine engine = new OneDnnEngine();

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private Tensor tensor(double[]... rows) {
        Tensor tensor = engine.pool().draw(Shape.of(rows.length, rows[0].length));
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < values.length; i++) values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        return tensor.set(values);
    }

    /** {@code A} of an adapter that spared these inputs. */
    private float[] spared(double strength, double[]... inputs) {
        LowRank adapter = new LowRank(
                "q",
                new Parameter("q.lora_A.weight", tensor(A)),
                new Parameter("q.lora_B.weight", tensor(new double[2], new double[2], new double[2])),
                2,
                1);
        try (Tensor x = tensor(inputs)) {
            adapter.spare(engine, x, strength);
            adapter.settle(engine);
            return adapter.a().value().toArray();
        } finally {
            adapter.close();
        }
    }

    /** Fewer inputs than they have values, and more; the second formula inverts {@code [in, in]}. */
    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    void sparesInputsByARidge(int count) {
        SplittableRandom random = new SplittableRandom(count);
        double[][] inputs = new double[count][IN];
        for (double[] row : inputs) for (int i = 0; i < IN; i++) row[i] = (float) random.nextGaussian();
        RealMatrix x = new Array2DRowRealMatrix(inputs);
        RealMatrix moments = x.transpose().multiply(x).scalarMultiply(1.0 / count);
        double mean = moments.getTrace() / IN;
        RealMatrix expected = new Array2DRowRealMatrix(A)
                .multiply(new LUDecomposition(
                                MatrixUtils.createRealIdentityMatrix(IN).add(moments.scalarMultiply(7 / mean)))
                        .getSolver()
                        .getInverse());
        float[] found = spared(7, inputs);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected.getEntry(i / IN, i % IN), within(1e-5));
        }
    }

    /** One input along the first value: C / c is 5 there and 0 elsewhere, so that A shrinks 1 + 5 strength times. */
    @Test
    void leavesAloneWhatNoInputHas() {
        assertThat(spared(3, new double[] {2, 0, 0, 0, 0}))
                .containsExactly(new float[] {1 / 16f, -2, 0.5f, 3, 0, 0.25f / 16, 1, 1, -1, 2}, within(1e-5f));
    }

    @Test
    void sparesNothingAtZero() {
        assertThat(spared(0, new double[] {2, 0, 0, 0, 0})).containsExactly(1, -2, 0.5f, 3, 0, 0.25f, 1, 1, -1, 2);
    }

    @Test
    void refusesInputsOfZero() {
        assertThatThrownBy(() -> spared(1, new double[IN])).hasMessage("inputs to spare are all 0");
    }
}
