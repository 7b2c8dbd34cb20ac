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

/** Rows that are moved arrive where they should. */
class RowKernelTest extends KernelFixture {
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
}
