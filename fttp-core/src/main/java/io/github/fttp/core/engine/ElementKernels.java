package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/** The part of an {@link Engine} that works element by element, and the sums over elements. */
interface ElementKernels {
    /** {@code y = x}, any strides and types on both sides. */
    void copy(Tensor x, Tensor y);

    /** {@code y = value}. */
    void fill(float value, Tensor y);

    /** {@code y = a + b}, {@code b}'s shape equal to {@code a}'s or to its last dimensions. {@code y} may be {@code a}. */
    void add(Tensor a, Tensor b, Tensor y);

    /** {@code y = a * b} element by element, {@code b} as in {@link #add}. {@code y} may be {@code a}. */
    void mul(Tensor a, Tensor b, Tensor y, Write write);

    /** {@code y = factor * x}. With {@link Write#SET}, {@code y} may be {@code x}. */
    void scale(float factor, Tensor x, Tensor y, Write write);

    /** Sums over the leading dimensions that {@code y} lacks: {@code x [N, D]}, {@code y [D]}, say. */
    void sumLeading(Tensor x, Tensor y, Write write);

    /** The sum of the squares of all elements, in double precision; not finite if an element is not. */
    double sumOfSquares(Tensor x);

    /** A sum of squares to which tensors are added one by one; the caller closes it. */
    default SquareSum squareSum() {
        return new SquareSum() {
            private double sum;

            @Override
            public void add(Tensor x) {
                sum += sumOfSquares(x);
            }

            @Override
            public double sum() {
                return sum;
            }

            @Override
            public void close() {}
        };
    }

    /** One step of Adam or AdamW on {@code parameter} with its two moments, all of one shape. */
    void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment);

    /** One step of Adam or AdamW on several parameters, to the same bits as one after the other. */
    default void adam(List<AdamUpdate> updates) {
        for (AdamUpdate each : updates) {
            adam(each.step(), each.gradient(), each.parameter(), each.firstMoment(), each.secondMoment());
        }
    }
}
