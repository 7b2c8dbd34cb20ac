package io.github.fttp.core.autograd;

import static io.github.fttp.core.autograd.Gradients.rows;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Factor;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Matrix products. Weights lie as in checkpoints, {@code [out, in]}, and may be frozen and of two bytes each. */
public final class Products {
    private Products() {}

    /** {@code y = x W^T}: {@code x [.., in]}, {@code w [out, in]}, {@code y [.., out]}. */
    public static Var linear(Tape tape, Var x, Var w) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(-1, w.shape().dim(0)));
        Tensor input = x.factor(tape, w.value().type());
        return tape.record(
                y,
                () -> engine.matmul(input, w.value().transposed(), y, Write.SET),
                dy -> linearBackward(engine, dy, x, w),
                x,
                w);
    }

    /** {@code y = x W^T + bias}: {@code x [.., in]}, {@code w [out, in]}, {@code bias [out]}, {@code y [.., out]}. */
    public static Var affine(Tape tape, Var x, Var w, Var bias) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(-1, w.shape().dim(0)));
        Tensor input = x.factor(tape, w.value().type());
        return tape.record(
                y,
                () -> engine.affine(input, w.value().transposed(), bias.value(), y),
                dy -> affineBackward(engine, dy, x, w, bias),
                x,
                w,
                bias);
    }

    /** {@code y = plus + x W^T + bias}, {@code plus} of {@code y}'s shape; the product needs no memory of its own then. */
    public static Var affine(Tape tape, Var x, Var w, Var bias, Var plus) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(-1, w.shape().dim(0)));
        Tensor input = x.factor(tape, w.value().type());
        return tape.record(
                y,
                () -> {
                    engine.affine(input, w.value().transposed(), bias.value(), y);
                    engine.add(y, plus.value(), y);
                },
                dy -> {
                    affineBackward(engine, dy, x, w, bias);
                    plus.contribute((d, write) -> Gradients.pass(engine, dy, d, write));
                },
                x,
                w,
                bias,
                plus);
    }

    private static void affineBackward(Engine engine, Tensor dy, Var x, Var w, Var bias) {
        linearBackward(engine, dy, x, w);
        bias.contribute((db, write) -> engine.sumLeading(rows(dy), db, write));
    }

    private static void linearBackward(Engine engine, Tensor dy, Var x, Var w) {
        x.contribute((dx, write) -> engine.matmul(dy, w.value(), dx, write)); // [.., out] [out, in]
        w.contribute(
                (dw, write) -> // [out, N] [N, in]
                engine.matmul(rows(dy).transposed(), rows(x.value()), dw, write));
    }

    /**
     * {@code y = base + scale dropout(x) A^T B^T}, a low-rank adapter's share (Hu et al. 2022) on top of {@code base =
     * x W^T}, which is computed here as well: {@code x [.., in]}, {@code w [out, in]}, {@code a [r, in]}, {@code b [out,
     * r]}, {@code y [.., out]}.
     */
    public static Var lora(Tape tape, Var x, Var w, Var a, Var b, float scale, Dropout dropout) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(-1, w.shape().dim(0)));
        Tensor input = x.factor(tape, w.value().type());
        LowRankShare share = LowRankShare.of(tape, x, input, a, b, scale, dropout);
        return tape.record(
                y,
                () -> {
                    engine.matmul(input, w.value().transposed(), y, Write.SET);
                    share.addTo(y, engine);
                },
                dy -> loraBackward(engine, dy, x, w, share),
                x,
                w,
                a,
                b);
    }

    /** {@link #lora} on a layer with a bias, {@code [out]}. */
    public static Var lora(Tape tape, Var x, Var w, Var bias, Var a, Var b, float scale, Dropout dropout) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(-1, w.shape().dim(0)));
        Tensor input = x.factor(tape, w.value().type());
        LowRankShare share = LowRankShare.of(tape, x, input, a, b, scale, dropout);
        return tape.record(
                y,
                () -> {
                    engine.affine(input, w.value().transposed(), bias.value(), y);
                    share.addTo(y, engine);
                },
                dy -> {
                    loraBackward(engine, dy, x, w, share);
                    bias.contribute((db, write) -> engine.sumLeading(rows(dy), db, write));
                },
                x,
                w,
                bias,
                a,
                b);
    }

    private static void loraBackward(Engine engine, Tensor dy, Var x, Var w, LowRankShare share) {
        try (Factor factor = engine.factor(dy, w.value().type())) {
            linearBackward(engine, factor.tensor(), x, w);
            share.backward(engine, factor.tensor(), x);
        }
    }

    /**
     * The share of a low-rank adapter to the result of its layer.
     *
     * @param input {@code [.., in]}, before dropout
     * @param h {@code scale dropout(input) A^T}, {@code [.., r]}
     */
    private record LowRankShare(Tensor input, Var a, Var b, float scale, Dropout dropout, Tensor h) {
        /** @param factor {@code x} as it is multiplied with the layer's weight */
        static LowRankShare of(Tape tape, Var x, Tensor factor, Var a, Var b, float scale, Dropout dropout) {
            Engine engine = tape.engine();
            Tensor h = tape.draw(x.shape().with(-1, a.shape().dim(0)));
            Tensor input = dropout.isNone() ? factor : x.value();
            // The scale here and not on y: h is the small one.
            dropout.applied(
                    engine, input, dropped -> engine.matmul(dropped, a.value().transposed(), scale, h));
            return new LowRankShare(input, a, b, scale, dropout, h);
        }

        /** {@code y += h B^T}. */
        void addTo(Tensor y, Engine engine) {
            engine.matmul(h, b.value().transposed(), y, Write.ADD);
        }

        void backward(Engine engine, Tensor dy, Var x) {
            b.contribute((db, write) -> engine.matmul(rows(dy).transposed(), rows(h), db, write)); // [out, N] [N, r]
            if (!a.wantsGradient() && !x.wantsGradient()) return;
            try (Tensor dh = engine.pool().draw(h.shape())) {
                engine.matmul(dy, b.value(), scale, dh); // [.., out] [out, r]
                // Dropping out once more costs less than keeping [.., in] for each adapter from forward to backward.
                a.contribute((da, write) -> dropout.applied(
                        engine,
                        input,
                        dropped -> engine.matmul(rows(dh).transposed(), rows(dropped), da, write))); // [r, N] [N, in]
                x.contribute((dx, write) -> dropout.backward(
                        engine, (target, how) -> engine.matmul(dh, a.value(), target, how), dx, write));
            }
        }
    }

    /**
     * {@code y = a b}: {@code a [.., M, K]} and {@code b [.., K, N]} with equal leading dimensions, {@code y [.., M, N]};
     * or {@code b [K, N]} for all rows of {@code a [.., K]}, {@code y [.., N]}.
     */
    public static Var matmul(Tape tape, Var a, Var b) {
        Engine engine = tape.engine();
        Shape shape = a.shape().with(-1, b.shape().dim(-1));
        Tensor y = tape.draw(shape);
        engine.matmul(a.value(), b.value(), y, Write.SET);
        boolean shared = b.shape().rank() == 2;
        return tape.record(
                y,
                dy -> {
                    a.contribute((da, write) ->
                            engine.matmul(dy, b.value().transposed(), da, write)); // [.., M, N] [.., N, K]
                    b.contribute((db, write) -> { // [.., K, M] [.., M, N]
                        if (shared) engine.matmul(rows(a.value()).transposed(), rows(dy), db, write);
                        else engine.matmul(a.value().transposed(), dy, db, write);
                    });
                },
                a,
                b);
    }
}
