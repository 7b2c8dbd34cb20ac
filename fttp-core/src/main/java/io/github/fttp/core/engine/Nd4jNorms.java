package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.column;
import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.matrix;
import static io.github.fttp.core.engine.Nd4jOperands.row;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Normalisation in ND4J operations. */
final class Nd4jNorms implements NormKernels {
    @Override
    public void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        INDArray rows = matrix(x);
        INDArray scale = inverseRoot(rows.mul(rows), epsilon);
        store(rows.mul(scale).mul(row(weight)), y, Write.SET);
        store(scale, rstd, Write.SET);
    }

    @Override
    public void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        INDArray g = matrix(dy).mul(row(weight));
        INDArray normed = matrix(x).mul(column(rstd));
        INDArray along = rowMeans(g.mul(normed));
        store(g.sub(normed.mul(along)).mul(column(rstd)), dx, write);
    }

    @Override
    public void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        store(matrix(x).mul(column(rstd)).mul(matrix(dy)).sum(0), dw, write);
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        INDArray rows = matrix(x);
        INDArray means = rowMeans(rows);
        INDArray centred = rows.sub(means);
        INDArray scale = inverseRoot(centred.mul(centred), epsilon);
        INDArray normed = centred.mul(scale);
        store(normed.mul(row(weight)).add(row(bias)), y, Write.SET);
        store(means, mean, Write.SET);
        store(scale, rstd, Write.SET);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        INDArray g = matrix(dy).mul(row(weight));
        INDArray normed = normed(x, mean, rstd);
        INDArray along = rowMeans(g.mul(normed));
        INDArray inside = g.sub(rowMeans(g)).sub(normed.mul(along));
        store(inside.mul(column(rstd)), dx, write);
    }

    @Override
    public void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        store(normed(x, mean, rstd).mul(matrix(dy)).sum(0), dw, write);
    }

    private static INDArray normed(Tensor x, Tensor mean, Tensor rstd) {
        return matrix(x).sub(column(mean)).mul(column(rstd));
    }

    private static INDArray rowMeans(INDArray rows) {
        return rows.mean(1).reshape(rows.size(0), 1);
    }

    private static INDArray inverseRoot(INDArray squares, float epsilon) {
        return Transforms.sqrt(rowMeans(squares).addi(epsilon)).rdivi(1);
    }

    @Override
    public void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        INDArray groups = byGroup(in(x), x.shape(), mean);
        INDArray means = rowMeans(groups);
        INDArray centred = groups.sub(means);
        INDArray scale = inverseRoot(centred.mul(centred), epsilon);
        INDArray normed = byChannel(centred.muli(scale), x.shape(), mean);
        store(normed.muli(row(weight)).addi(row(bias)), y, Write.SET);
        store(means, mean, Write.SET);
        store(scale, rstd, Write.SET);
    }

    @Override
    public void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        INDArray normed = byGroup(in(x), x.shape(), mean).sub(column(mean)).muli(column(rstd));
        INDArray g = byGroup(matrix(dy).mul(row(weight)), x.shape(), mean);
        INDArray along = rowMeans(g.mul(normed));
        INDArray through = g.sub(rowMeans(g)).subi(normed.mul(along)).muli(column(rstd));
        INDArray dgain = byChannel(normed, x.shape(), mean).mul(matrix(dy)).sum(0);
        INDArray dshift = matrix(dy).sum(0);
        store(byChannel(through, x.shape(), mean), dx, Write.SET);
        store(dgain, dweight, Write.SET);
        store(dshift, dbias, Write.SET);
    }

    /** {@code [B, pixels, C]} with a row for each group of each sample, {@code [B G, pixels C / G]}. */
    private static INDArray byGroup(INDArray x, Shape shape, Tensor statistics) {
        long b = shape.dim(0);
        long groups = statistics.shape().dim(1);
        long width = shape.dim(-1) / groups;
        long pixels = shape.size() / (b * groups * width);
        return x.dup('c')
                .reshape('c', b, pixels, groups, width)
                .permute(0, 2, 1, 3)
                .dup('c')
                .reshape('c', b * groups, pixels * width);
    }

    /** The way back, to {@code [B pixels, C]}. */
    private static INDArray byChannel(INDArray groups, Shape shape, Tensor statistics) {
        long b = shape.dim(0);
        long g = statistics.shape().dim(1);
        long width = shape.dim(-1) / g;
        long pixels = shape.size() / (b * g * width);
        return groups.reshape('c', b, g, pixels, width)
                .permute(0, 2, 1, 3)
                .dup('c')
                .reshape('c', b * pixels, g * width);
    }
}
