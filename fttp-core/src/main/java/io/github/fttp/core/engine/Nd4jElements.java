package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.row;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Kernels by elements in ND4J operations. */
final class Nd4jElements implements ElementKernels {
    @Override
    public void copy(Tensor x, Tensor y) {
        if (y.type() == DType.FLOAT32 && x.shape().rank() > 0 && x.shape().size() > 0) store(in(x), y, Write.SET);
        else y.set(x.toArray());
    }

    @Override
    public void fill(float value, Tensor y) {
        y.fill(value);
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        store(rowsLike(a, b).add(row(b)), y, Write.SET);
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor y, Write write) {
        store(rowsLike(a, b).mul(row(b)), y, write);
    }

    /** {@code a} as rows of as many elements as {@code b} has. */
    private static INDArray rowsLike(Tensor a, Tensor b) {
        int width = Math.toIntExact(b.shape().size());
        return in(a.reshape(Shape.of(Math.toIntExact(a.shape().size() / width), width)));
    }

    @Override
    public void scale(float factor, Tensor x, Tensor y, Write write) {
        store(in(x).mul(factor), y, write);
    }

    @Override
    public void sumLeading(Tensor x, Tensor y, Write write) {
        store(rowsLike(x, y).sum(0), y, write);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        double sum = 0;
        for (float value : x.toArray()) sum += (double) value * value;
        return sum;
    }

    @Override
    public void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        INDArray p = in(parameter);
        INDArray g = in(gradient).mul(step.gradientScale()).addi(p.mul(step.coupledDecay()));
        INDArray m = in(firstMoment).mul(step.beta1()).addi(g.mul(1 - step.beta1()));
        INDArray v = in(secondMoment).mul(step.beta2()).addi(g.mul(g).muli(1 - step.beta2()));
        double corrected = 1 - Math.pow(step.beta1(), step.step());
        double root = 1 / Math.sqrt(1 - Math.pow(step.beta2(), step.step()));
        INDArray change =
                m.div(Transforms.sqrt(v).muli(root).addi(step.epsilon())).muli(step.rate() / corrected);
        store(p.mul(1 - step.rate() * step.decoupledDecay()).subi(change), parameter, Write.SET);
        store(m, firstMoment, Write.SET);
        store(v, secondMoment, Write.SET);
    }
}
