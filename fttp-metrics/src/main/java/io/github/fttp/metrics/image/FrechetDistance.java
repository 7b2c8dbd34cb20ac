package io.github.fttp.metrics.image;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * How far apart two sets of images are, by normal distributions fitted to their features (Heusel et al. 2017): {@code |m1 -
 * m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2))}, covariances with {@code n - 1}. It is biased by the sizes of the sets: compare
 * only what has the same features and sizes, and say both.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /** @param a features, {@code [images][width]}, at least two images; fewer than {@code width} will do
     * @param b likewise, equally wide */
    public static double of(double[][] a, double[][] b) {
        Features.require(a, b, 2);
        RealMatrix first = spread(a);
        RealMatrix second = spread(b);
        RealVector apart = mean(a).subtract(mean(b));
        // With S1 = X'X and S2 = Y'Y the eigenvalues of S1 S2 are the squares of the singular values of XY'. Those are
        // found
        // for any matrix; the eigenvalues of covariances of rank far below their width are not always.
        double trace = 0;
        for (double value : singularValues(first.multiply(second.transpose()))) trace += value;
        return Math.max(0, apart.dotProduct(apart) + squares(first) + squares(second) - 2 * trace);
    }

    private static RealVector mean(double[]... rows) {
        RealVector mean = new ArrayRealVector(rows[0].length);
        for (double[] row : rows) mean = mean.add(new ArrayRealVector(row, false));
        return mean.mapDivide(rows.length);
    }

    /** A matrix {@code X} of at most as many rows as columns with {@code X'X} for covariance. */
    private static RealMatrix spread(double[]... rows) {
        RealVector mean = mean(rows);
        RealMatrix spread = new Array2DRowRealMatrix(rows.length, mean.getDimension());
        for (int i = 0; i < rows.length; i++) {
            RealVector row = new ArrayRealVector(rows[i], false).subtract(mean);
            spread.setRowVector(i, row.mapDivide(Math.sqrt(rows.length - 1.0)));
        }
        int width = mean.getDimension();
        if (rows.length <= width) return spread;
        return new QRDecomposition(spread).getR().getSubMatrix(0, width - 1, 0, width - 1);
    }

    private static double[] singularValues(RealMatrix matrix) {
        return new SingularValueDecomposition(matrix).getSingularValues();
    }

    private static double squares(RealMatrix matrix) {
        double norm = matrix.getFrobeniusNorm();
        return norm * norm;
    }
}
