package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.matrix;
import static io.github.fttp.core.engine.Nd4jOperands.row;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products in ND4J operations. */
final class Nd4jMatmul implements MatmulKernels {
    @Override
    public void matmul(Tensor a, Tensor b, Tensor y, Write write) {
        boolean flat = b.shape().rank() == 2;
        if (flat && a.shape().rank() > 2) {
            store(matrix(a).mmul(in(b)), y, write);
        } else if (a.shape().rank() > 2) {
            int batches = a.shape().dim(0);
            for (int i = 0; i < batches; i++) matmul(a.get(i), b.get(i), y.get(i), write);
        } else {
            store(in(a).mmul(in(b)), y, write);
        }
    }

    @Override
    public void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        INDArray left = a.shape().rank() == 2 ? in(a) : matrix(a);
        store(left.mmul(in(b)).add(row(bias)), y, Write.SET);
    }
}
