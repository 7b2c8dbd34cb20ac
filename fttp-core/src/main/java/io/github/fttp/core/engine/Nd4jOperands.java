package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Nd4jArrays;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Tensors as ND4J's arrays, and results on their way back. A row or a column is broadcast by {@code add}, {@code mul} and
 * the like, never by ND4J's {@code mulRowVector} and its siblings: those let go of an operation while native code works on
 * it, and where memory is collected in that moment it is freed under its hands.
 */
final class Nd4jOperands {
    private Nd4jOperands() {}

    /** An operand: the tensor's memory where ND4J can share it, a copy on a GPU and of bfloat16. */
    static INDArray in(Tensor x) {
        if (x.type() == DType.FLOAT32 && Nd4jArrays.canShare()) return Nd4jArrays.view(x);
        long[] shape = Arrays.stream(x.shape().dims()).asLongStream().toArray();
        return Nd4j.createFromArray(x.toArray()).reshape(shape);
    }

    /** An operand as rows of its last dimension. */
    static INDArray matrix(Tensor x) {
        return in(x.reshape(Shape.of(x.shape().rows(), x.shape().dim(-1))));
    }

    /** One value a row, as a column. */
    static INDArray column(Tensor x) {
        return in(x.reshape(Shape.of(Math.toIntExact(x.shape().size()), 1)));
    }

    static INDArray row(Tensor x) {
        return in(x.reshape(Shape.of(1, Math.toIntExact(x.shape().size()))));
    }

    static INDArray column(float[] values) {
        return Nd4j.createFromArray(values).reshape(values.length, 1);
    }

    /** Puts a result of any shape into a tensor with as many elements in the same order. */
    static void store(INDArray result, Tensor y, Write write) {
        long[] shape = Arrays.stream(y.shape().dims()).asLongStream().toArray();
        INDArray shaped = result.reshape('c', shape);
        if (Nd4jArrays.canShare()) {
            INDArray target = Nd4jArrays.view(y);
            if (write == Write.SET) target.assign(shaped);
            else target.addi(shaped);
        } else {
            INDArray sum = write == Write.SET ? shaped : in(y).add(shaped);
            y.set(sum.dup('c').data().asFloat());
        }
    }
}
