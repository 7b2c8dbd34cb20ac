package io.github.fttp.core.testing;

import static io.github.fttp.core.testing.Doubles.assertClose;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Compares the gradients of an operation with central differences of fourth order. What it returns is projected to one
 * value by random weights, summed up in double precision.
 *
 * <pre>{@code
 * GradientCheck.of(engine, (tape, x) -> Elementwise.mul(tape, x[0], x[1]), Shape.of(3, 5), Shape.of(5)).within(1e-3);
 * }</pre>
 */
public final class GradientCheck {
    /** Float32 rounds the differences by about 1e-7 / STEP, the formula is off by the fifth derivative times STEP^4 / 30. */
    private static final float STEP = 1f / 64;

    private final Engine engine;
    private final Operation operation;
    private final List<Parameter> inputs = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(11);

    /** A computation to check: must be the same each time. */
    @FunctionalInterface
    public interface Operation {
        Var apply(Tape tape, Var... x);
    }

    private GradientCheck(Engine engine, Operation operation) {
        this.engine = engine;
        this.operation = operation;
    }

    /** The inputs are drawn from the normal distribution. */
    public static GradientCheck of(Engine engine, Operation operation, Shape... shapes) {
        GradientCheck check = new GradientCheck(engine, operation);
        for (Shape shape : shapes) {
            Tensor value = engine.pool().draw(shape).set(check.normal(shape.size()));
            Parameter input = new Parameter("input " + check.inputs.size(), value);
            input.trainable(true);
            check.inputs.add(input);
        }
        return check;
    }

    /** @param tolerance relative to the largest element of an input's gradient, at least 1 */
    public void within(double tolerance) {
        float[] projection = normal(outputSize());
        backward(projection);
        for (Parameter input : inputs) {
            double[] expected = new double[(int) input.value().shape().size()];
            for (int i = 0; i < expected.length; i++) {
                double near = moved(input, i, STEP, projection) - moved(input, i, -STEP, projection);
                double far = moved(input, i, 2 * STEP, projection) - moved(input, i, -2 * STEP, projection);
                expected[i] = 2 * (8 * near - far) / (12 * STEP);
            }
            assertClose("gradient of " + input.name(), input.gradient().orElseThrow(), expected, tolerance);
        }
        inputs.forEach(Parameter::close);
    }

    /** Runs the operation twice on one tape, so that both ways to write a gradient are met: all are twice as large. */
    private void backward(float[] projection) {
        try (Tape tape = Tape.recording(engine);
                Tensor weights =
                        engine.pool().draw(Shape.of(projection.length, 1)).set(projection)) {
            tape.backward(Elementwise.sum(tape, projected(tape, weights), projected(tape, weights)));
        }
    }

    private Var projected(Tape tape, Tensor weights) {
        Var y = operation.apply(tape, used(tape)).reshape(1, weights.shape().dim(0));
        return Products.matmul(tape, y, tape.constant(weights)).reshape();
    }

    private double moved(Parameter input, int i, float by, float[] projection) {
        float[] element = new float[1];
        input.value().read(i, element, 0, 1);
        float before = element[0];
        element[0] = before + by;
        input.value().write(i, element, 0, 1);
        double sum = 0;
        float[] y = output();
        for (int j = 0; j < y.length; j++) sum += (double) projection[j] * y[j];
        element[0] = before;
        input.value().write(i, element, 0, 1);
        return sum;
    }

    private int outputSize() {
        return output().length;
    }

    private float[] output() {
        try (Tape tape = Tape.forward(engine)) {
            return operation.apply(tape, used(tape)).value().toArray();
        }
    }

    private Var[] used(Tape tape) {
        return inputs.stream().map(tape::use).toArray(Var[]::new);
    }

    private float[] normal(long size) {
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }
}
