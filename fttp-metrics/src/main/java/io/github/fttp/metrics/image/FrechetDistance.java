package io.github.fttp.metrics.image;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * How far apart two sets of pictures are, by normal distributions fitted to their features (Heusel et al. 2017): {@code |m1 -
 * m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2))}, covariances with {@code n - 1}. It is biased by the sizes of the sets: compare
 * only what has the same features and sizes, and say both.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /** @param a features, {@code [pictures][width]}, at least two pictures; fewer than {@code width} will do
     * @param b likewise, equally wide */
    public static double of(double[][] a, double[][] b) {
        Features.require(a, b, 2);
        RealMatrix first = new Covariance(a).getCovarianceMatrix();
        RealMatrix second = new Covariance(b).getCovarianceMatrix();
        RealVector apart = mean(a).subtract(mean(b));
        // tr (S1 S2)^(1/2) by the eigenvalues of the symmetric S1^(1/2) S2 S1^(1/2), which are those of S1 S2.
        RealMatrix root = squareRoot(first);
        RealMatrix product = symmetric(root.multiply(second).multiply(root));
        double trace = 0;
        for (double eigenvalue : new EigenDecomposition(product).getRealEigenvalues()) {
            trace += Math.sqrt(Math.max(0, eigenvalue)); // what is below 0 is rounding
        }
        return Math.max(0, apart.dotProduct(apart) + first.getTrace() + second.getTrace() - 2 * trace);
    }

    private static RealVector mean(double[]... rows) {
        RealVector mean = new ArrayRealVector(rows[0].length);
        for (double[] row : rows) mean = mean.add(new ArrayRealVector(row, false));
        return mean.mapDivide(rows.length);
    }

    private static RealMatrix squareRoot(RealMatrix covariance) {
        EigenDecomposition decomposition = new EigenDecomposition(symmetric(covariance));
        double[] roots = decomposition.getRealEigenvalues();
        for (int i = 0; i < roots.length; i++) roots[i] = Math.sqrt(Math.max(0, roots[i]));
        return decomposition
                .getV()
                .multiply(MatrixUtils.createRealDiagonalMatrix(roots))
                .multiply(decomposition.getVT());
    }

    /** Without the last bits by which products differ from their transposes: the decomposition would take it for another kind. */
    private static RealMatrix symmetric(RealMatrix matrix) {
        return new Array2DRowRealMatrix(matrix.getData(), false)
                .add(matrix.transpose())
                .scalarMultiply(0.5);
    }
}
