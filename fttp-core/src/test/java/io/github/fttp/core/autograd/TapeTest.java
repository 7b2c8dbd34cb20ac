package io.github.fttp.core.autograd;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static final int WIDTH = 32;

    private final Engine engine = new OneDnnEngine();
    private final List<Parameter> weights = new ArrayList<>();

    @AfterEach
    void nothingLeaks() {
        weights.forEach(Parameter::close);
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private Parameter weight(String name, int rows, boolean trains) {
        float[] values = new float[rows * WIDTH];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(i * 0.7 + name.hashCode()) * 0.2f;
        Parameter weight =
                new Parameter(name, engine.pool().draw(Shape.of(rows, WIDTH)).set(values));
        weight.trainable(trains);
        weights.add(weight);
        return weight;
    }

    /** Four layers with a nested block in each, and the cross-entropy of their result. */
    private static Var loss(Tape tape, Parameter x, Parameter w) {
        Var h = tape.use(x);
        for (int layer = 0; layer < 4; layer++) {
            h = tape.block(h, (outer, in) -> {
                Var inner = outer.block(in, (deep, v) -> {
                    Var once = Elementwise.activate(deep, Activation.SILU, Products.linear(deep, v, deep.use(w)));
                    return Elementwise.activate(deep, Activation.SILU, Products.linear(deep, once, deep.use(w)));
                });
                return Elementwise.add(outer, in, inner);
            });
        }
        return TokenLosses.of(tape, h, 1, 2, 3, 4, 5).weighted(1, -0.3f, 1, 1, 1);
    }

    private float[] gradient(Tape tape, Parameter x, Parameter w) {
        w.clearGradient();
        try (tape) {
            tape.backward(loss(tape, x, w));
        }
        return w.gradient().orElseThrow().toArray();
    }

    @Test
    void checkpointingChangesNoBitOfTheGradients() {
        Parameter x = weight("x", 5, true);
        Parameter w = weight("w", WIDTH, true);
        float[] kept = gradient(Tape.recording(engine), x, w);
        float[] keptX = x.gradient().orElseThrow().toArray();
        x.clearGradient();
        assertThat(gradient(Tape.checkpointing(engine), x, w)).containsExactly(kept);
        assertThat(x.gradient().orElseThrow().toArray()).containsExactly(keptX);
    }

    @Test
    void ofABlockOnlyWhatTheWayBackLooksAtIsComputedAgain() {
        Parameter x = weight("x", 5, true);
        int[] times = new int[2];
        try (Tape tape = Tape.checkpointing(engine)) {
            Var end = tape.block(tape.use(x), (inner, v) -> {
                Var looked = counted(inner, v, () -> times[0]++);
                return counted(inner, Elementwise.mul(inner, looked, looked), () -> times[1]++);
            });
            tape.backward(TokenLosses.of(tape, end, 1, 2, 3, 4, 5).weighted(1, 1, 1, 1, 1));
        }
        assertThat(times).containsExactly(2, 1);
    }

    private Var counted(Tape tape, Var x, Runnable count) {
        Tensor y = tape.draw(x.shape());
        return tape.record(
                y,
                () -> {
                    count.run();
                    engine.copy(x.value(), y);
                },
                dy -> x.contribute((dx, write) -> Gradients.pass(engine, dy, dx, write)),
                x);
    }

    @Test
    void twoBackwardPassesAddUp() {
        Parameter x = weight("x", 5, false);
        Parameter w = weight("w", WIDTH, true);
        float[] once = gradient(Tape.recording(engine), x, w);
        try (Tape tape = Tape.recording(engine)) {
            tape.backward(loss(tape, x, w));
        }
        float[] twice = w.gradient().orElseThrow().toArray();
        for (int i = 0; i < once.length; i++) {
            assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-5f));
        }
    }

    @Test
    void aFrozenWeightHasNoGradient() {
        Parameter x = weight("x", 5, true);
        Parameter w = weight("w", WIDTH, false);
        try (Tape tape = Tape.recording(engine)) {
            tape.backward(loss(tape, x, w));
        }
        assertThat(w.gradient()).isEmpty();
        assertThat(x.gradient()).isPresent();
    }

    @Test
    void asksTheSystemForNoMemoryOnceWarm() {
        Parameter x = weight("x", 5, true);
        Parameter w = weight("w", WIDTH, true);
        for (int i = 0; i < 2; i++) gradient(Tape.checkpointing(engine), x, w);
        long misses = engine.pool().misses();
        for (int i = 0; i < 5; i++) gradient(Tape.checkpointing(engine), x, w);
        assertThat(engine.pool().misses()).isEqualTo(misses);
    }

    @Test
    void givesEverythingBackWhenABackwardThrows() {
        Parameter x = weight("x", 5, true);
        Parameter w = weight("w", WIDTH, true);
        assertThatThrownBy(() -> {
                    try (Tape tape = Tape.recording(engine)) {
                        Var h = Products.linear(tape, tape.use(x), tape.use(w));
                        Tensor y = tape.draw(h.shape());
                        engine.copy(h.value(), y);
                        Var broken = tape.record(
                                y,
                                dy -> {
                                    throw new IllegalStateException("broken");
                                },
                                h);
                        tape.backward(
                                TokenLosses.of(tape, broken, 1, 2, 3, 4, 5).weighted(1, 1, 1, 1, 1));
                    }
                })
                .hasMessage("broken");
    }

    @Test
    void givesEverythingBackWhenABlockThrows() {
        Parameter x = weight("x", 5, true);
        assertThatThrownBy(() -> {
                    try (Tape tape = Tape.checkpointing(engine)) {
                        tape.block(tape.use(x), (inner, v) -> {
                            Elementwise.scale(inner, 2, v);
                            inner.draw(v.shape());
                            throw new IllegalStateException("broken");
                        });
                    }
                })
                .hasMessage("broken");
    }

    @Test
    void tellsOfEachParameterOnceItsGradientIsComplete() {
        Parameter x = weight("x", 5, true);
        Parameter w = weight("w", WIDTH, true);
        Parameter v = weight("v", WIDTH, true);
        for (boolean checkpointing : new boolean[] {false, true}) {
            List<Parameter> told = new ArrayList<>();
            List<float[]> gradients = new ArrayList<>();
            for (Parameter each : List.of(x, w, v)) each.clearGradient();
            try (Tape tape = checkpointing ? Tape.checkpointing(engine) : Tape.recording(engine)) {
                Var first = tape.block(tape.use(x), (inner, h) -> Products.linear(inner, h, inner.use(w)));
                Var second = tape.block(first, (inner, h) -> Products.linear(inner, h, inner.use(v)));
                Var again = Products.linear(tape, second, tape.use(w)); // w is used twice, v once, between
                Var loss = TokenLosses.of(tape, again, 1, 2, 3, 4, 5).weighted(1, 1, 1, 1, 1);
                tape.backward(loss, parameter -> {
                    told.add(parameter);
                    gradients.add(parameter.gradient().orElseThrow().toArray());
                });
            }
            assertThat(told).containsExactlyInAnyOrder(x, w, v).startsWith(v);
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i).gradient().orElseThrow().toArray()).containsExactly(gradients.get(i));
            }
        }
    }

    @Test
    void aBlockPassesGradientsToAllItsInputs() {
        Parameter x = weight("x", 5, true);
        Parameter y = weight("y", 5, true);
        List<float[]> gradients = new ArrayList<>();
        for (boolean checkpointing : new boolean[] {false, true}) {
            x.clearGradient();
            y.clearGradient();
            try (Tape tape = checkpointing ? Tape.checkpointing(engine) : Tape.recording(engine)) {
                Var product = tape.block(
                        List.of(tape.use(x), tape.use(y)), (inner, in) -> Elementwise.mul(inner, in.get(0), in.get(1)));
                tape.backward(TokenLosses.of(tape, product, 1, 2, 3, 4, 5).weighted(1, 1, 1, 1, 1));
            }
            gradients.add(x.gradient().orElseThrow().toArray());
            gradients.add(y.gradient().orElseThrow().toArray());
        }
        assertThat(gradients.get(2)).containsExactly(gradients.get(0));
        assertThat(gradients.get(3)).containsExactly(gradients.get(1));
        assertThat(gradients.get(0)).isNotEqualTo(gradients.get(1));
    }

    @Test
    void runsBackwardOnce() {
        Parameter x = weight("x", 5, true);
        Parameter w = weight("w", WIDTH, true);
        try (Tape tape = Tape.recording(engine)) {
            Var loss = loss(tape, x, w);
            tape.backward(loss);
            assertThatThrownBy(() -> tape.backward(loss)).isInstanceOf(IllegalStateException.class);
        }
    }
}
