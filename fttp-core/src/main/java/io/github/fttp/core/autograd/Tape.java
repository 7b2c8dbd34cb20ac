package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Factor;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Remembers how values came about, to run the chain rule backwards over them; owns the memory of everything computed on
 * it. One thread's.
 *
 * <pre>{@code
 * try (Tape tape = Tape.recording(engine)) {
 *     Var loss = model.loss(tape, batch);
 *     tape.backward(loss);             // the gradients are now in the parameters
 * }                                    // everything drawn inside has gone back to the pool
 * }</pre>
 */
public final class Tape implements AutoCloseable {
    private final Engine engine;
    private final boolean recording;
    private final boolean checkpointing;
    /** Whether all was computed before, so that only what the way back looks at has to be computed. */
    private final boolean again;

    private final List<Node> nodes = new ArrayList<>();
    /** Drawn since the last record: will belong to the next node. */
    private List<Tensor> pending = new ArrayList<>();
    /** Drawn by operations that nothing before trains in: live as long as the tape. */
    private final List<Tensor> kept = new ArrayList<>();

    /** Parameters that train and were used, in the order of their first use. */
    private final Set<Parameter> touched = new LinkedHashSet<>();
    /** Parameters that no node before uses: the next one may be the first. */
    private List<Parameter> firstUsed = new ArrayList<>();

    private boolean spent;

    private Tape(Engine engine, boolean recording, boolean checkpointing, boolean again) {
        this.engine = engine;
        this.recording = recording;
        this.checkpointing = checkpointing;
        this.again = again;
    }

    /** A tape for training: values stay until {@link #backward} is done with them. */
    public static Tape recording(Engine engine) {
        return new Tape(engine, true, false, false);
    }

    /** Records likewise, but each {@link #block} keeps only its result and computes its inside again on the way back. */
    public static Tape checkpointing(Engine engine) {
        return new Tape(engine, true, true, false);
    }

    /** A tape that only computes: nothing wants a gradient, and a {@link #block} keeps only its result. */
    public static Tape forward(Engine engine) {
        return new Tape(engine, false, false, false);
    }

    /** Gives the engine that computes. */
    public Engine engine() {
        return engine;
    }

    /** Memory for a result or for what its backward needs; goes back on its own. Arbitrary contents. */
    public Tensor draw(Shape shape) {
        Tensor drawn = engine.pool().draw(shape);
        pending.add(drawn);
        return drawn;
    }

    /** The tensor, which goes back on its own, as what {@link #draw} gives does, if it is a copy. */
    Tensor owning(Factor factor) {
        if (factor.isCopy()) pending.add(factor.tensor());
        return factor.tensor();
    }

    /** Memory that stays until the tape is closed, for what several operations look at. Arbitrary contents. */
    public Tensor drawKept(Shape shape) {
        Tensor drawn = engine.pool().draw(shape);
        kept.add(drawn);
        return drawn;
    }

    /** Takes a tensor over, which goes back when the tape is closed: for what was computed apart, see {@link #detached}. */
    public Tensor keep(Tensor own) {
        kept.add(own);
        return own;
    }

    /** A value that nothing trains in. Its memory stays the caller's. */
    public Var constant(Tensor value) {
        return Var.constant(value);
    }

    /** A weight, wanting a gradient if it trains and this tape records. */
    public Var use(Parameter parameter) {
        if (!parameter.isTrainable()) return Var.constant(parameter.value());
        touch(parameter);
        if (!recording) return Var.constant(parameter.value());
        return Var.wanting(parameter.value(), contribution -> parameter.contribute(engine.pool(), contribution));
    }

    private void touch(Parameter parameter) {
        if (touched.add(parameter)) firstUsed.add(parameter);
    }

    /** A function that carries a gradient from the result of an operation to its inputs, through {@link Var#contribute}. */
    @FunctionalInterface
    public interface Backward {
        /** @param dy gradient of the loss by the operation's result */
        void run(Tensor dy);
    }

    /**
     * Notes an operation: its result and how the gradient gets from there to {@code inputs}. Where none of them wants one,
     * {@code backward} is dropped and never called.
     */
    public Var record(Tensor y, Backward backward, Var... inputs) {
        boolean wanted = false;
        for (Var input : inputs) wanted |= input.wantsGradient();
        List<Tensor> drawn = pending;
        pending = new ArrayList<>();
        if (!wanted) {
            kept.addAll(drawn);
            return Var.constant(y);
        }
        Node node = new Node(y, backward, drawn, firstUsed);
        firstUsed = new ArrayList<>();
        nodes.add(node);
        return Var.wanting(y, node::contribute);
    }

    /**
     * Notes an operation whose result {@code compute} fills in: at once, but in a block that is computed again when it is looked at
     * first. The way back looks at no sum and at no result of a product, so that it needs none that such a block ends with.
     *
     * @param compute draws nothing from the tape
     */
    Var record(Tensor y, Runnable compute, Backward backward, Var... inputs) {
        if (again) return record(y, backward, inputs).filledBy(compute);
        compute.run();
        return record(y, backward, inputs);
    }

    /**
     * A stretch of computation whose inside nobody else looks at, such as one layer of a transformer.
     *
     * <p>On a {@link #forward} tape all but its result goes back to the pool at once. On a {@link #checkpointing} tape as
     * well, and {@code body} is run a second time on the way back: it must compute the same bits again, but for products
     * that nothing of it looks at. On a {@link #recording} tape it is as if {@code body} stood there itself, except that of
     * a body in which nothing trains (a frozen vision tower's layer) only the result is kept.
     *
     * @param inputs what it computes from, beside parameters and constants
     */
    public Var block(List<Var> inputs, BlockBody body) {
        return recording && !checkpointing ? inline(inputs, body) : recomputed(inputs, body);
    }

    /**
     * A {@link #block} that keeps only its result on every tape: for what takes much memory and is cheap to compute again. Within a
     * block that is computed again, nothing is computed a third time.
     *
     * @param inputs what it computes from, beside parameters and constants
     */
    public Var recomputed(List<Var> inputs, BlockBody body) {
        if (again) return inline(inputs, body);
        Tensor y;
        boolean trains;
        try (Tape inner = forward(engine)) {
            List<Var> values = inputs.stream().map(x -> Var.constant(x.value())).toList();
            Tensor inside = body.apply(inner, values).value();
            y = draw(inside.shape());
            engine.copy(inside, y);
            inner.touched.forEach(this::touch);
            trains = !inner.touched.isEmpty();
        }
        if (!recording) return record(y, dy -> {});
        Backward again = dy -> {
            try (Tape inner = new Tape(engine, true, false, true)) {
                // Inside, inputs are leaves of their own, whose contributions go on to the inputs here.
                List<Var> leaves = inputs.stream()
                        .map(x -> x.wantsGradient() ? Var.wanting(x.value(), x::contribute) : Var.constant(x.value()))
                        .toList();
                inner.backward(body.apply(inner, leaves), dy, parameter -> {});
            }
        };
        Var weights = trains ? Var.wanting(y, contribution -> {}) : Var.constant(y);
        return record(
                y, again, Stream.concat(inputs.stream(), Stream.of(weights)).toArray(Var[]::new));
    }

    /** A {@link #block} of a single input. */
    public Var block(Var x, LayerBody body) {
        return block(List.of(x), (tape, inputs) -> body.apply(tape, inputs.get(0)));
    }

    private Var inline(List<Var> inputs, BlockBody body) {
        int nodesBefore = nodes.size();
        int keptBefore = kept.size();
        // A copy that an input keeps for its products would end with the block, and the input may be used behind it.
        List<Var> inside = inputs.stream()
                .map(x -> x.wantsGradient() ? x : Var.constant(x.value()))
                .toList();
        Var result = body.apply(this, inside);
        if (result.wantsGradient() || nodes.size() > nodesBefore) return result;
        Tensor y = draw(result.shape());
        engine.copy(result.value(), y);
        List<Tensor> within = kept.subList(keptBefore, kept.size());
        within.forEach(Tensor::close);
        within.clear();
        return record(y, dy -> {});
    }

    /** The inside of a {@link #block}. */
    @FunctionalInterface
    public interface BlockBody {
        Var apply(Tape tape, List<Var> inputs);
    }

    /** The inside of a {@link #block} of a single input. */
    @FunctionalInterface
    public interface LayerBody {
        Var apply(Tape tape, Var x);
    }

    /**
     * Adds the gradients of {@code loss}, one value, to the parameters that train. Once a tape, since it gives back the
     * memory of each operation as soon as it is past it: look at values before.
     *
     * @throws IllegalStateException if called a second time
     */
    public void backward(Var loss) {
        backward(loss, parameter -> {});
    }

    /**
     * Goes back likewise, telling of each parameter that trains as soon as its gradient is complete, so that it may be used
     * up before others exist: all gradients together can be as large as the model.
     *
     * @param complete given each such parameter that was used on this tape, once
     */
    public void backward(Var loss, Consumer<Parameter> complete) {
        if (loss.shape().size() != 1) throw new IllegalArgumentException("a loss is one value, not " + loss.shape());
        try (Tensor one = engine.pool().draw(loss.shape())) {
            backward(loss, one.set(1), complete);
        }
    }

    private void backward(Var result, Tensor dy, Consumer<Parameter> complete) {
        if (spent) throw new IllegalStateException("a tape runs backward once");
        spent = true;
        result.contribute((gradient, write) -> Gradients.pass(engine, dy, gradient, write));
        while (!nodes.isEmpty()) {
            Node node = nodes.remove(nodes.size() - 1);
            node.run();
            node.firstUsed.forEach(complete);
        }
    }

    /** Runs {@code compute} and copies its value off the tape: for results that outlive it. The caller closes it. */
    public static Tensor detached(Engine engine, Function<Tape, Var> compute) {
        try (Tape tape = forward(engine)) {
            Tensor inside = compute.apply(tape).value();
            Tensor outside = engine.pool().draw(inside.shape());
            engine.copy(inside, outside);
            return outside;
        }
    }

    /** Gives everything back. */
    @Override
    public void close() {
        nodes.forEach(Node::release);
        nodes.clear();
        pending.forEach(Tensor::close);
        pending.clear();
        kept.forEach(Tensor::close);
        kept.clear();
    }

    /** An operation that happened. */
    private final class Node {
        private final Tensor y;
        private final Backward backward;
        private final List<Tensor> drawn;
        private final List<Parameter> firstUsed;
        private Tensor dy;

        /** @param firstUsed parameters that no node before this one uses */
        Node(Tensor y, Backward backward, List<Tensor> drawn, List<Parameter> firstUsed) {
            this.y = y;
            this.backward = backward;
            this.drawn = drawn;
            this.firstUsed = firstUsed;
        }

        void contribute(Contribution contribution) {
            if (dy == null) {
                dy = engine.pool().draw(y.shape());
                contribution.into(dy, Write.SET);
            } else {
                contribution.into(dy, Write.ADD);
            }
        }

        /** Everything after it has run already, so nobody needs its values any more once it has. */
        void run() {
            try {
                if (dy != null) backward.run(dy);
            } finally {
                release();
            }
        }

        void release() {
            if (dy != null) dy.close();
            drawn.forEach(Tensor::close);
        }
    }
}
