package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arguments that no kernel may see: the engine of this test has none. */
class ArgumentsTest {
    private final Pool pool = new Pool();
    private final Engine engine = new CheckedEngine() {
        @Override
        Kernels kernels() {
            throw new AssertionError("a kernel was reached");
        }

        @Override
        public String name() {
            return "none";
        }

        @Override
        public boolean hasBfloat16() {
            return false;
        }

        @Override
        public Pool pool() {
            return pool;
        }

        @Override
        public void close() {
            pool.close();
        }
    };

    @AfterEach
    void close() {
        engine.close();
    }

    private Tensor floats(int... dims) {
        return pool.draw(Shape.of(dims));
    }

    @Test
    void namesTheKernelWhatWasExpectedAndWhatWasFound() {
        assertThatThrownBy(() -> engine.matmul(floats(2, 3, 4), floats(3, 4, 5), floats(2, 3, 5), Write.SET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("matmul: expected [.., M, K] by [.., K, N] give [.., M, N],"
                        + " found FLOAT32 [2, 3, 4] and FLOAT32 [3, 4, 5] and FLOAT32 [2, 3, 5]");
    }

    @Test
    void takesOneMatrixForRowsOnlyWhereTheyLieWithoutGaps() {
        Tensor strided = floats(3, 2, 4).transposed(0, 1);
        assertThatThrownBy(() -> engine.matmul(strided, floats(4, 5), floats(2, 3, 5), Write.SET))
                .hasMessageContaining("matmul: expected rows of more than two dimensions lie without gaps");
    }

    @Test
    void takesFloat32WhereItWorksByElements() {
        Tensor rounded = pool.draw(Shape.of(5), DType.BFLOAT16);
        assertThatThrownBy(() -> engine.rmsNorm(floats(3, 5), rounded, 1e-6f, floats(3, 5), floats(3)))
                .hasMessage("rmsNorm: expected a float32 for each column, found FLOAT32 [3, 5] and BFLOAT16 [5]");
        assertThatThrownBy(() -> engine.affine(floats(3, 5), floats(5, 5), rounded, floats(3, 5)))
                .hasMessage("affine: expected a float32 for each column, found FLOAT32 [3, 5] and BFLOAT16 [5]");
        assertThatThrownBy(() -> engine.add(rounded, rounded, rounded))
                .hasMessageStartingWith("add: expected float32 without gaps, found BFLOAT16 [5]");
    }

    @Test
    void takesTheEndOfAShapeAndNoOther() {
        assertThatThrownBy(() -> engine.add(floats(3, 5), floats(3), floats(3, 5)))
                .hasMessage("add: expected the second shape ends the first, found FLOAT32 [3, 5] and FLOAT32 [3]");
    }

    @Test
    void knowsTheRowsAndLabelsThatAreThere() {
        assertThatThrownBy(() -> engine.gatherRows(floats(7, 4), new int[] {7}, floats(1, 4)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("gatherRows: row 7 of FLOAT32 [7, 4]");
        assertThatThrownBy(() -> engine.scatterRows(floats(2, 4), new int[] {1}, floats(7, 4)))
                .hasMessage("scatterRows: 1 row numbers for the rows of FLOAT32 [2, 4]");
        assertThatThrownBy(() -> engine.crossEntropyBackward(
                        floats(2, 4), new int[] {-100, 4}, new float[] {0, 1}, floats(2, 4), Write.SET))
                .hasMessage("crossEntropyBackward: label 4 for FLOAT32 [2, 4]");
    }

    @Test
    void takesAKeyMaskOfTheKeysSize() {
        AttentionMask mask = AttentionMask.full().padded(new boolean[2][3]);
        Tensor x = floats(2, 4, 1, 8);
        assertThatThrownBy(() -> engine.attention(x, x, x, mask, 1, floats(2, 4, 1, 8)))
                .hasMessage(
                        "attention: expected a key mask [B, Tk] for keys [B, Tk, Hk, D], found FLOAT32 [2, 4, 1, 8]");
    }

    @Test
    void takesConvolutionsWhoseSizesFit() {
        Convolution how = new Convolution(3, 2, 1, 1);
        assertThatThrownBy(() ->
                        engine.convolution(floats(1, 8, 8, 4), floats(5, 4, 3, 3), floats(5), how, floats(1, 8, 8, 5)))
                .hasMessageStartingWith("convolution: expected [B, H, W, I] by [O, I, k, k] give [B, H', W', O] with")
                .hasMessageContaining("stride=2");
    }
}
