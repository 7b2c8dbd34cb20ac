package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A matrix that every step of a weight {@code [out, in]} is multiplied by from the right, {@code [in, in]}, so that what
 * the weight makes of some inputs hardly moves. Behind the optimiser, whose steps go by elements and would leave such a
 * space again. Immutable.
 */
public final class StepProjection {
    /** Leaves steps of any weight as they are. */
    public static final StepProjection NONE = new StepProjection(0);

    private final int width;
    private final float[] matrix;

    private StepProjection(int width, float... matrix) {
        this.width = width;
        this.matrix = matrix;
    }

    /**
     * Leaves alone what these inputs need: {@code (I + strength C / c)^-1}, {@code c} the mean of {@code C}'s diagonal. A
     * direction that no input has is free; at a strength without bounds only the null space of {@code C} is left.
     *
     * @param moments {@code C}, the mean of {@code x x^T} over inputs {@code x}, {@code [in, in]}, finite; read are the
     *     diagonal and what is below
     * @param strength finite and at least 0; at 0 steps stay as they are
     * @throws IllegalArgumentException if one of these is not, or if the diagonal's mean is not above 0
     */
    public static StepProjection sparing(double[][] moments, double strength) {
        Check.finiteAtLeast(0, strength, "strength of a projection");
        int width = moments.length;
        double mean = 0;
        for (int i = 0; i < width; i++) {
            requireRow(moments[i], i, width);
            mean += moments[i][i] / width;
        }
        if (!(mean > 0)) {
            throw new IllegalArgumentException("moments of inputs have a mean of " + mean + ", expected more than 0");
        }
        RealMatrix m = new Array2DRowRealMatrix(width, width);
        for (int i = 0; i < width; i++) {
            // Both halves alike to the last bit: the solver refuses what is not symmetric.
            for (int j = 0; j <= i; j++) {
                double value = strength * moments[i][j] / mean + (i == j ? 1 : 0);
                m.setEntry(i, j, value);
                m.setEntry(j, i, value);
            }
        }
        RealMatrix inverse = new CholeskyDecomposition(m).getSolver().getInverse();
        float[] matrix = new float[width * width];
        for (int i = 0; i < matrix.length; i++) matrix[i] = (float) inverse.getEntry(i / width, i % width);
        return new StepProjection(width, matrix);
    }

    private static void requireRow(double[] row, int i, int width) {
        if (row.length != width) {
            throw new IllegalArgumentException(
                    "moments of " + width + " inputs have " + row.length + " values in row " + i);
        }
        for (int j = 0; j < width; j++) {
            if (Double.isFinite(row[j])) continue;
            throw new IllegalArgumentException("moments of inputs must be finite, were " + row[j] + " in row " + i);
        }
    }

    /** Whether it moves steps at all. */
    boolean projects() {
        return this != NONE;
    }

    /** Whether it is for weights of this shape. */
    public boolean fits(Shape weight) {
        return this == NONE || weight.rank() == 2 && weight.dim(1) == width;
    }

    /** The matrix as a tensor, {@code [in, in]}. */
    Tensor matrix(Pool pool) {
        return pool.draw(Shape.of(width, width)).set(matrix);
    }

    /**
     * Projects the step that a weight made.
     *
     * @param matrix as {@link #matrix(Pool)} gives it
     * @param before the weight in front of it
     */
    static void project(Engine engine, Tensor matrix, Tensor before, Tensor weight) {
        try (Tensor step = engine.pool().draw(weight.shape())) {
            engine.copy(weight, step);
            engine.scale(-1, before, step, Write.ADD);
            engine.copy(before, weight);
            engine.matmul(step, matrix, weight, Write.ADD);
        }
    }
}
