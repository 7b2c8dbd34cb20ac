package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.BitSet;

/** Picking, replacing and joining parts of tensors. */
public final class Rows {
    private Rows() {}

    /**
     * {@code y[i] = x[rows[i]]}: {@code x [N, D]} (a table of embeddings, maybe bfloat16; activations of which only some
     * rows matter), {@code y [rows.length, D]}. A row may be named several times.
     */
    public static Var gather(Tape tape, Var x, int... rows) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(Shape.of(rows.length, x.shape().dim(-1)));
        engine.gatherRows(x.value(), rows, y);
        return tape.record(
                y,
                dy -> x.contribute((dx, write) -> {
                    if (write == Write.SET) engine.fill(0, dx);
                    engine.scatterRowsAdd(dy, rows, dx);
                }),
                x);
    }

    /** {@code y[i] = x[i, columns[i]]}: {@code x [N, D]}, {@code y [N]}. */
    public static Var pick(Tape tape, Var x, int... columns) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(Shape.of(columns.length));
        pick(engine, x.value(), columns, y);
        return tape.record(
                y,
                dy -> x.contribute((dx, write) -> {
                    if (write == Write.SET) engine.fill(0, dx);
                    eachStretch(
                            dx,
                            columns,
                            (places, which, from, to) ->
                                    engine.scatterRowsAdd(dy.slice(0, from, to).reshape(to - from, 1), which, places));
                }),
                x);
    }

    /** {@code y[i] = x[i, columns[i]]}. */
    static void pick(Engine engine, Tensor x, int[] columns, Tensor y) {
        eachStretch(
                x,
                columns,
                (places, which, from, to) ->
                        engine.gatherRows(places, which, y.slice(0, from, to).reshape(to - from, 1)));
    }

    private interface StretchBody {
        /**
         * @param places rows {@code from} to {@code to} as places of one value each
         * @param which of the places
         */
        void run(Tensor places, int[] which, int from, int to);
    }

    /** Rows of {@code x} one value wide, so many at a time that an int counts them. */
    private static void eachStretch(Tensor x, int[] columns, StretchBody body) {
        int width = x.shape().dim(1);
        int most = Math.max(1, Integer.MAX_VALUE / Math.max(1, width));
        for (int from = 0; from < columns.length; from += Math.min(most, columns.length - from)) {
            int to = from + Math.min(most, columns.length - from);
            int[] which = new int[to - from];
            for (int i = 0; i < which.length; i++) which[i] = i * width + columns[from + i];
            body.run(x.slice(0, from, to).reshape(which.length * width, 1), which, from, to);
        }
    }

    /**
     * {@code base} with row {@code rows[i]} replaced by {@code replacement[i]}: {@code base [N, D]}, {@code replacement
     * [rows.length, D]}.
     *
     * @param rows all different
     */
    public static Var merge(Tape tape, Var base, Var replacement, int... rows) {
        requireDistinct(rows, base.shape().rows());
        Engine engine = tape.engine();
        Tensor y = tape.draw(base.shape());
        engine.copy(base.value(), y);
        engine.scatterRows(replacement.value(), rows, y);
        return tape.record(
                y,
                dy -> {
                    replacement.contribute((dr, write) ->
                            Gradients.overwriting(engine, dr, write, target -> engine.gatherRows(dy, rows, target)));
                    base.contribute((db, write) -> Gradients.overwriting(engine, db, write, target -> {
                        engine.copy(dy, target);
                        try (Tensor zeros = engine.pool().draw(replacement.shape())) {
                            engine.fill(0, zeros);
                            engine.scatterRows(zeros, rows, target);
                        }
                    }));
                },
                base,
                replacement);
    }

    /**
     * {@code base} with {@code addend[i]} added to row {@code rows[i]}: {@code base [N, D]}, {@code addend [rows.length, D]}.
     *
     * @param rows all different
     */
    public static Var add(Tape tape, Var base, Var addend, int... rows) {
        requireDistinct(rows, base.shape().rows());
        Engine engine = tape.engine();
        Tensor y = tape.draw(base.shape());
        engine.copy(base.value(), y);
        engine.scatterRowsAdd(addend.value(), rows, y);
        return tape.record(
                y,
                dy -> {
                    addend.contribute((da, write) ->
                            Gradients.overwriting(engine, da, write, target -> engine.gatherRows(dy, rows, target)));
                    base.contribute((db, write) -> Gradients.pass(engine, dy, db, write));
                },
                base,
                addend);
    }

    private static void requireDistinct(int[] rows, int count) {
        BitSet seen = new BitSet(count);
        for (int row : rows) {
            if (seen.get(row)) throw new IllegalArgumentException("row " + row + " is named twice");
            seen.set(row);
        }
    }

    /** The parts one after the other along dimension {@code dim} (negative from the last); equal in all others. */
    public static Var concat(Tape tape, int dim, Var... parts) {
        Engine engine = tape.engine();
        int size = 0;
        for (Var part : parts) size += part.shape().dim(dim);
        Tensor y = tape.draw(parts[0].shape().with(dim, size));
        int[] from = new int[parts.length + 1];
        for (int i = 0; i < parts.length; i++) {
            from[i + 1] = from[i] + parts[i].shape().dim(dim);
            engine.copy(parts[i].value(), y.slice(dim, from[i], from[i + 1]));
        }
        return tape.record(
                y,
                dy -> {
                    for (int i = 0; i < parts.length; i++) {
                        Tensor part = dy.slice(dim, from[i], from[i + 1]);
                        parts[i].contribute((d, write) ->
                                Gradients.overwriting(engine, d, write, target -> engine.copy(part, target)));
                    }
                },
                parts);
    }

    /**
     * A copy of the elements {@code from} to {@code to} along dimension {@code dim} (negative from the last). Along the
     * first dimension {@link Var#slice} does it without a copy.
     */
    public static Var slice(Tape tape, Var x, int dim, int from, int to) {
        Engine engine = tape.engine();
        Tensor y = tape.draw(x.shape().with(dim, to - from));
        engine.copy(x.value().slice(dim, from, to), y);
        return tape.record(
                y,
                dy -> x.contribute((dx, write) -> Gradients.overwriting(engine, dx, write, target -> {
                    engine.fill(0, target);
                    engine.copy(dy, target.slice(dim, from, to));
                })),
                x);
    }
}
