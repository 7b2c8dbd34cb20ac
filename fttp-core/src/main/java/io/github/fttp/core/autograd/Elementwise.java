package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Arithmetic and activations element by element. */
public final class Elementwise {
    private Elementwise() {}

    /** {@code y = a + b}; {@code b}'s shape is {@code a}'s or its last dimensions, and then goes to all of {@code a}. */
    public static Var add(Tape tape, Var a, Var b) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(a.shape());
        return tape.record(
                y,
                () -> engine.add(a.value(), b.value(), y),
                dy -> {
                    a.contribute((da, write) -> Gradients.pass(engine, dy, da, write));
                    b.contribute((db, write) -> reduce(engine, dy, db, write));
                },
                a,
                b);
    }

    /** {@code y = a * b}, {@code b} as in {@link #add}. */
    public static Var mul(Tape tape, Var a, Var b) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(a.shape());
        engine.mul(a.value(), b.value(), y, Write.SET);
        return tape.record(
                y,
                dy -> {
                    a.contribute((da, write) -> engine.mul(dy, b.value(), da, write));
                    b.contribute((db, write) -> {
                        if (db.shape().equals(dy.shape())) {
                            engine.mul(dy, a.value(), db, write);
                            return;
                        }
                        try (Tensor product = engine.pool().draw(dy.shape())) {
                            engine.mul(dy, a.value(), product, Write.SET);
                            engine.sumLeading(product, db, write);
                        }
                    });
                },
                a,
                b);
    }

    private static void reduce(Engine engine, Tensor dy, Tensor db, Write write) {
        if (db.shape().equals(dy.shape())) Gradients.pass(engine, dy, db, write);
        else engine.sumLeading(dy, db, write);
    }

    /** {@code y = factor * x}. */
    public static Var scale(Tape tape, float factor, Var x) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        engine.scale(factor, x.value(), y, Write.SET);
        return tape.record(y, dy -> x.contribute((dx, write) -> engine.scale(factor, dy, dx, write)), x);
    }

    /** The sum of single values, such as the terms of a loss: each of shape {@code []}, and so is the result. */
    public static Var sum(Tape tape, Var... terms) {
        double sum = 0;
        for (Var term : terms) sum += term.value().scalar();
        Tensor y = tape.draw(Shape.of()).set((float) sum);
        Engine engine = tape.engine();
        return tape.record(
                y,
                dy -> {
                    for (Var term : terms) term.contribute((d, write) -> Gradients.pass(engine, dy, d, write));
                },
                terms);
    }

    /** {@code y = sin(x)}, of float32 values and in double precision: for what is computed once a step, such as weights. */
    public static Var sine(Tape tape, Var x) {
        float[] values = x.value().toArray();
        float[] sines = new float[values.length];
        for (int i = 0; i < sines.length; i++) sines[i] = (float) Math.sin(values[i]);
        Tensor y = tape.draw(x.shape()).set(sines);
        Engine engine = tape.engine();
        return tape.record(
                y,
                dy -> x.contribute((dx, write) -> {
                    float[] cosines = new float[values.length];
                    for (int i = 0; i < cosines.length; i++) cosines[i] = (float) Math.cos(values[i]);
                    try (Tensor slope = engine.pool().draw(dx.shape()).set(cosines)) {
                        engine.mul(dy, slope, dx, write);
                    }
                }),
                x);
    }

    /** {@code y = f(x)}. */
    public static Var activate(Tape tape, Activation f, Var x) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape());
        engine.activate(f, x.value(), y);
        return tape.record(
                y, dy -> x.contribute((dx, write) -> engine.activateBackward(f, dy, x.value(), dx, write)), x);
    }

    /** {@code y = silu(gate) * up}, the product inside of Llama's feed-forward part (Shazeer 2020). */
    public static Var swiglu(Tape tape, Var gate, Var up) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(gate.shape());
        engine.swiglu(gate.value(), up.value(), y);
        return tape.record(
                y,
                dy -> Gradients.together(
                        engine, d -> engine.swigluBackward(dy, gate.value(), up.value(), d[0], d[1]), gate, up),
                gate,
                up);
    }

    /** {@code y = a gelu(b)} where each row of {@code x [.., 2 D]} is {@code a} and then {@code b} (Shazeer 2020). */
    public static Var geglu(Tape tape, Var x) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(-1, x.shape().dim(-1) / 2));
        engine.geglu(x.value(), y);
        return tape.record(
                y,
                dy -> x.contribute((dx, write) -> Gradients.overwriting(
                        engine, dx, write, target -> engine.gegluBackward(dy, x.value(), target))),
                x);
    }
}
