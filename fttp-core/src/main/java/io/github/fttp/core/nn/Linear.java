package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code y = x W^T} or {@code y = x W^T + bias}, and what an adapter adds while one is attached. */
public abstract sealed class Linear implements Module {
    private final String name;
    private final boolean sharesWeight;
    private Parameter weight;
    private Adaption adaption = new Unadapted();
    private Optional<BiConsumer<Tensor, Tensor>> observer = Optional.empty();

    private Linear(String name, Parameter weight, boolean sharesWeight) {
        this.name = name;
        this.sharesWeight = sharesWeight;
        this.weight = weight;
    }

    /** A layer without bias: {@code NAME.weight [out, in]}. */
    public static Linear of(Weights weights, String name, int in, int out) {
        return new Plain(name, weights.require(name + ".weight", Shape.of(out, in)), false);
    }

    /** A layer with bias: {@code NAME.weight [out, in]}, {@code NAME.bias [out]}. */
    public static Linear withBias(Weights weights, String name, int in, int out) {
        Parameter weight = weights.require(name + ".weight", Shape.of(out, in));
        return new Biased(name, weight, weights.requireFloat32(name + ".bias", Shape.of(out)));
    }

    /** A layer with or without bias, as a configuration says. */
    public static Linear of(Weights weights, String name, int in, int out, boolean bias) {
        return bias ? withBias(weights, name, in, out) : of(weights, name, in, out);
    }

    /** A layer without bias whose weight is another module's (tied embeddings), which closes it. */
    public static Linear tied(String name, Parameter weight) {
        return new Plain(name, weight, true);
    }

    /** Such as {@code model.language_model.layers.0.self_attn.q_proj}. */
    public String name() {
        return name;
    }

    /** {@code [out, in]}. */
    public Parameter weight() {
        return weight;
    }

    /** {@code x [.., in]} to {@code [.., out]}. */
    public Var forward(Tape tape, Var x) {
        Var y = adaption.forward(this, tape, x);
        observer.ifPresent(each -> each.accept(x.value(), y.value()));
        return y;
    }

    /**
     * Shows somebody what the layer is given, {@code [.., in]}, and what it gives, {@code [.., out]}, whenever it is
     * computed, until {@link #unobserve}.
     */
    public void observe(BiConsumer<Tensor, Tensor> observer) {
        this.observer = Optional.of(observer);
    }

    /** Shows nothing any more. */
    public void unobserve() {
        observer = Optional.empty();
    }

    /** Whether a forward pass is the product alone. */
    private boolean isPlain() {
        return !isAdapted() && observer.isEmpty();
    }

    /** {@code plus} and {@link #forward}, {@code plus} of its shape: round what a layer does, its input is carried. */
    public Var forward(Tape tape, Var x, Var plus) {
        return Elementwise.add(tape, forward(tape, x), plus);
    }

    private Var plain(Tape tape, Var x) {
        return product(tape, x, tape.use(weight));
    }

    /** The layer's result with a weight in place of its own, {@code [out, in]}. */
    abstract Var product(Tape tape, Var x, Var weight);

    abstract Var adapted(Tape tape, Var x, LowRank adapter);

    /** Whether an adapter is attached. */
    public boolean isAdapted() {
        return !(adaption instanceof Unadapted);
    }

    /** The low-rank adapter that is attached, if one is. */
    public Optional<LowRank> adapter() {
        return adaption instanceof Adapted low ? Optional.of(low.adapter()) : Optional.empty();
    }

    void requireUnadapted() {
        if (isAdapted()) throw new IllegalStateException(name + " has an adapter already");
    }

    void attach(LowRank adapter) {
        requireUnadapted();
        adaption = new Adapted(adapter);
    }

    /** @param offset {@code D} of {@code W + sin(D)}, {@code [out, in]} */
    void attach(Parameter offset) {
        requireUnadapted();
        adaption = new Offset(offset);
    }

    void detach() {
        adaption = new Unadapted();
    }

    /** Whether the weight is another module's, which would change with it. */
    boolean sharesWeight() {
        return sharesWeight;
    }

    /** Takes the adapter's share into the weight, which is rounded once to its own type, in new memory; says what that lost. */
    MergeRounding merge(Engine engine, LowRank adapter) {
        Tensor before = weight.value();
        Tensor after = engine.pool().draw(before.shape(), before.type());
        MergeRounding rounding = MergeRounding.NONE;
        try (Tensor sum = adapter.merged(engine, before)) {
            engine.copy(sum, after);
            if (after.type() != DType.FLOAT32) rounding = MergeRounding.of(before, sum, after);
        }
        Parameter merged = weight.with(after);
        weight.close();
        weight = merged;
        return rounding;
    }

    private sealed interface Adaption {
        Var forward(Linear layer, Tape tape, Var x);
    }

    private record Unadapted() implements Adaption {
        @Override
        public Var forward(Linear layer, Tape tape, Var x) {
            return layer.plain(tape, x);
        }
    }

    private record Adapted(LowRank adapter) implements Adaption {
        @Override
        public Var forward(Linear layer, Tape tape, Var x) {
            return adapter.isActive() ? layer.adapted(tape, x, adapter) : layer.plain(tape, x);
        }
    }

    private record Offset(Parameter offset) implements Adaption {
        @Override
        public Var forward(Linear layer, Tape tape, Var x) {
            Var sine = Elementwise.sine(tape, tape.use(offset));
            return layer.product(tape, x, Elementwise.add(tape, tape.use(layer.weight()), sine));
        }
    }

    private static final class Plain extends Linear {
        Plain(String name, Parameter weight, boolean sharesWeight) {
            super(name, weight, sharesWeight);
        }

        @Override
        Var product(Tape tape, Var x, Var weight) {
            return Products.linear(tape, x, weight);
        }

        @Override
        Var adapted(Tape tape, Var x, LowRank adapter) {
            return adapter.forward(tape, x, weight());
        }

        @Override
        public List<Parameter> own() {
            return List.of(weight());
        }
    }

    private static final class Biased extends Linear {
        private final Parameter bias;

        Biased(String name, Parameter weight, Parameter bias) {
            super(name, weight, false);
            this.bias = bias;
        }

        @Override
        Var product(Tape tape, Var x, Var weight) {
            return Products.affine(tape, x, weight, tape.use(bias));
        }

        @Override
        public Var forward(Tape tape, Var x, Var plus) {
            if (!super.isPlain()) return super.forward(tape, x, plus);
            return Products.affine(tape, x, tape.use(weight()), tape.use(bias), plus);
        }

        @Override
        Var adapted(Tape tape, Var x, LowRank adapter) {
            return adapter.forward(tape, x, weight(), bias);
        }

        @Override
        public List<Parameter> own() {
            return List.of(weight(), bias);
        }
    }
}
