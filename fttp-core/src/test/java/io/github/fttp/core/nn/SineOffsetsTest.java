package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.testing.Doubles;
import io.github.fttp.core.testing.GradientCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code y = x (W + sin(D))^T + b} against double precision. */
class SineOffsetsTest {
    private static final int OUT = 3;
    private static final int IN = 2;
    private static final double[] WEIGHT = Doubles.of(OUT * IN, i -> 0.5 * i - 1);
    private static final double[] BIAS = {0.25, -0.5, 1};
    private static final double[] OFFSET = Doubles.of(OUT * IN, i -> 2.0 * i - 4); // beyond the sine's first rise
    private static final double[] X = {1.5, -2};

    private final Engine engine = new OneDnnEngine();
    private final List<Parameter> owned = new ArrayList<>();
    private final Linear layer = Linear.withBias(this::weight, "projector", IN, OUT);

    @AfterEach
    void nothingLeaks() {
        owned.forEach(Parameter::close);
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private Parameter weight(String name, Shape shape) {
        Parameter weight =
                new Parameter(name, engine.pool().draw(shape).set(floats(name.endsWith("bias") ? BIAS : WEIGHT)));
        owned.add(weight);
        return weight;
    }

    private static float[] floats(double... values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) rounded[i] = (float) values[i];
        return rounded;
    }

    private static double[] expected(double... offset) {
        return Doubles.of(OUT, row -> {
            double sum = BIAS[row];
            for (int k = 0; k < IN; k++) {
                int at = row * IN + k;
                sum += X[k] * (WEIGHT[at] + Math.sin(offset[at]));
            }
            return sum;
        });
    }

    private void requireSaid(double... expected) {
        try (Tape tape = Tape.forward(engine)) {
            var x = tape.constant(tape.drawKept(Shape.of(1, IN)).set(floats(X)));
            Doubles.assertClose("y", layer.forward(tape, x).value(), expected, 1e-6);
        }
    }

    @Test
    void addsSinesToTheWeightsAndTakesThemInForGood() {
        double[] none = new double[OUT * IN];
        try (SineOffsets offsets = SineOffsets.attach(layer, engine.pool())) {
            requireSaid(expected(none));
            offsets.parameters().get(0).value().set(floats(OFFSET));
            requireSaid(expected(OFFSET));
            offsets.merge();
            Doubles.assertClose(
                    "W", layer.weight().value(), Doubles.of(OUT * IN, i -> WEIGHT[i] + Math.sin(OFFSET[i])), 1e-6);
            requireSaid(expected(OFFSET));
            assertThatThrownBy(() -> SineOffsets.attach(layer, engine.pool()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("projector has an adapter already");
        }
        requireSaid(expected(OFFSET));
        assertThat(layer.isAdapted()).isFalse();
    }

    /** {@code d y_row / d D = x cos(D)}, and nothing for the frozen weight. */
    @Test
    void gradientsGoToTheOffsetsAlone() {
        try (SineOffsets offsets = SineOffsets.attach(layer, engine.pool())) {
            offsets.parameters().get(0).value().set(floats(OFFSET));
            try (Tape tape = Tape.recording(engine)) {
                var x = tape.constant(tape.drawKept(Shape.of(1, IN)).set(floats(X)));
                var ones = tape.constant(tape.drawKept(Shape.of(1, OUT)).set(new float[] {1, 1, 1}));
                tape.backward(Products.linear(tape, layer.forward(tape, x), ones));
            }
            Doubles.assertClose(
                    "D",
                    offsets.parameters().get(0).gradient().orElseThrow(),
                    Doubles.of(OUT * IN, i -> X[i % IN] * Math.cos(OFFSET[i])),
                    1e-6);
            assertThat(layer.weight().gradient()).isEmpty();
        }
    }

    @Test
    void sineMatchesFiniteDifferences() {
        GradientCheck.of(engine, (tape, x) -> Elementwise.sine(tape, x[0]), Shape.of(3, 4))
                .within(1e-3);
    }
}
