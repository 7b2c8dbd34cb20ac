package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.column;
import static io.github.fttp.core.engine.Nd4jOperands.matrix;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Softmax and its losses in ND4J operations. */
final class Nd4jSoftmax implements SoftmaxKernels {
    @Override
    public void softmax(Tensor x, Tensor y) {
        store(probabilities(matrix(x)), y, Write.SET);
    }

    static INDArray probabilities(INDArray rows) {
        INDArray e = Transforms.exp(rows.sub(rows.max(1).reshape(rows.size(0), 1)), false);
        return e.divi(e.sum(1).reshape(rows.size(0), 1));
    }

    @Override
    public void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        store(throughSoftmax(matrix(dy), matrix(y)), dx, write);
    }

    static INDArray throughSoftmax(INDArray dp, INDArray p) {
        INDArray along = dp.mul(p).sum(1).reshape(p.size(0), 1);
        return dp.sub(along).muli(p);
    }

    @Override
    public void logSumExp(Tensor logits, Tensor logSumExp) {
        store(logSumExp(matrix(logits)), logSumExp, Write.SET);
    }

    private static INDArray logSumExp(INDArray rows) {
        INDArray max = rows.max(1).reshape(rows.size(0), 1);
        INDArray sum = Transforms.exp(rows.sub(max), false).sum(1).reshape(rows.size(0), 1);
        return Transforms.log(sum).addi(max);
    }

    @Override
    public void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        INDArray result = weighted(probabilities(matrix(logits)), weights);
        for (int i = 0; i < labels.length; i++) {
            if (weights[i] != 0) result.putScalar(i, labels[i], result.getFloat(i, labels[i]) - weights[i]);
        }
        store(result, dlogits, write);
    }

    @Override
    public void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        INDArray rows = matrix(logits);
        INDArray base0 = matrix(base);
        INDArray difference = base0.sub(logSumExp(base0)).sub(rows.sub(logSumExp(rows)));
        store(difference.mul(probabilities(base0)).sum(1), kl, Write.SET);
    }

    @Override
    public void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        INDArray difference = probabilities(matrix(logits)).sub(probabilities(matrix(base)));
        store(weighted(difference, weights), dlogits, write);
    }

    /** Each row times its weight, in place; without one it becomes 0 even where it is not finite. */
    private static INDArray weighted(INDArray rows, float[] weights) {
        rows.muli(column(weights));
        for (int i = 0; i < weights.length; i++)
            if (weights[i] == 0) rows.getRow(i).assign(0);
        return rows;
    }
}
