package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.matrix;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Activations in ND4J operations. */
final class Nd4jActivations implements ActivationKernels {
    private static final double GELU_SLOPE = Math.sqrt(2 / Math.PI);

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        store(value(f, in(x)), y, Write.SET);
    }

    @Override
    public void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write) {
        store(slope(f, in(x)).mul(in(dy)), dx, write);
    }

    private static INDArray value(Activation f, INDArray x) {
        return switch (f) {
            case GELU -> normal(x).mul(x);
            case GELU_TANH -> Transforms.tanh(inner(x)).add(1).muli(0.5).muli(x);
            case QUICK_GELU -> Transforms.sigmoid(x.mul(1.702)).muli(x);
            case SILU -> Transforms.sigmoid(x).muli(x);
        };
    }

    private static INDArray slope(Activation f, INDArray x) {
        return switch (f) {
            // Phi(x) + x phi(x)
            case GELU ->
                normal(x).add(Transforms.exp(x.mul(x).muli(-0.5)).muli(x).muli(1 / Math.sqrt(2 * Math.PI)));
            case GELU_TANH -> {
                INDArray t = Transforms.tanh(inner(x));
                INDArray dinner = x.mul(x).muli(3 * 0.044715).addi(1).muli(GELU_SLOPE);
                yield t.add(1)
                        .muli(0.5)
                        .addi(t.mul(t).rsubi(1).muli(dinner).muli(x).muli(0.5));
            }
            case QUICK_GELU -> swishSlope(x, 1.702);
            case SILU -> swishSlope(x, 1);
        };
    }

    /** Slope of {@code x s} with {@code s = sigmoid(alpha x)}: {@code s (1 + alpha x (1 - s))}. */
    private static INDArray swishSlope(INDArray x, double alpha) {
        INDArray s = Transforms.sigmoid(x.mul(alpha));
        return s.rsub(1).muli(x).muli(alpha).addi(1).muli(s);
    }

    /** The normal distribution function. */
    private static INDArray normal(INDArray x) {
        return Nd4j.math().erf(x.mul(1 / Math.sqrt(2))).addi(1).muli(0.5);
    }

    private static INDArray inner(INDArray x) {
        return x.mul(x).muli(0.044715).addi(1).muli(x).muli(GELU_SLOPE);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor y) {
        store(value(Activation.SILU, in(gate)).mul(in(up)), y, Write.SET);
    }

    @Override
    public void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        INDArray forUp = value(Activation.SILU, in(gate)).mul(in(dy));
        INDArray forGate = slope(Activation.SILU, in(gate)).mul(in(up)).mul(in(dy));
        store(forUp, dup, Write.SET);
        store(forGate, dgate, Write.SET);
    }

    @Override
    public void geglu(Tensor x, Tensor y) {
        store(half(x, 0).mul(value(Activation.GELU, half(x, 1))), y, Write.SET);
    }

    @Override
    public void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        INDArray given = matrix(dy);
        INDArray a = value(Activation.GELU, half(x, 1)).mul(given);
        INDArray b = slope(Activation.GELU, half(x, 1)).mul(half(x, 0)).mul(given);
        store(Nd4j.concat(1, a, b), dx, Write.SET);
    }

    /** One of the two halves of each row, a copy. */
    private static INDArray half(Tensor x, int which) {
        long width = x.shape().dim(-1) / 2;
        return matrix(x)
                .get(NDArrayIndex.all(), NDArrayIndex.interval(which * width, (which + 1) * width))
                .dup('c');
    }
}
