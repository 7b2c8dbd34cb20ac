package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A value in a computation that may want a gradient. Belongs to the tape that made it and ends with it.
 *
 * <p>There are four kinds: constants, parameters, results of operations, and views, which share value and gradient with
 * the variable they look at.
 */
public final class Var {
    private final Tensor value;
    private final Consumer<Contribution> gradient; // null where none is wanted
    private Tensor factor;
    private Runnable filling; // null once the value is there

    private Var(Tensor value, Consumer<Contribution> gradient) {
        this.value = value;
        this.gradient = gradient;
    }

    static Var constant(Tensor value) {
        return new Var(value, null);
    }

    static Var wanting(Tensor value, Consumer<Contribution> gradient) {
        return new Var(value, gradient);
    }

    /** The variable, whose value is computed when it is asked for first. */
    Var filledBy(Runnable compute) {
        filling = compute;
        return this;
    }

    /** Gives the values that were computed. */
    public Tensor value() {
        if (filling != null) {
            Runnable compute = filling;
            filling = null;
            compute.run();
        }
        return value;
    }

    /** The value's shape. */
    public Shape shape() {
        return value.shape();
    }

    /** The value as it is multiplied with {@code other}'s type: made for the first such product, used by all of them. */
    Tensor factor(Tape tape, DType other) {
        if (other != DType.BFLOAT16 || value.type() == other) return value(); // no other type is rounded to
        if (factor == null) factor = tape.owning(tape.engine().factor(value(), other));
        return factor;
    }

    /** Whether something before it trains. */
    public boolean wantsGradient() {
        return gradient != null;
    }

    /** Adds a summand to the gradient; does nothing where none is wanted. Called by the backward of operations. */
    public void contribute(Contribution contribution) {
        if (gradient != null) gradient.accept(contribution);
    }

    /** Gives the elements in another shape, without a copy; the gradient goes through. */
    public Var reshape(int... dims) {
        return view(whole -> whole.reshape(dims));
    }

    /**
     * Elements {@code from} to {@code to} along a dimension, without a copy; the gradient elsewhere is 0.
     *
     * @throws IllegalArgumentException if a gradient is wanted and the part doesn't lie in one piece, as it does along the
     *     first dimension: {@link Rows#slice} does it then
     */
    public Var slice(int dim, int from, int to) {
        Tensor part = value().slice(dim, from, to);
        if (gradient == null) return constant(part);
        if (!part.isContiguous()) {
            throw new IllegalArgumentException("a slice of dimension " + dim + " of " + value.shape()
                    + " doesn't lie in one piece: no gradient can be gathered in it");
        }
        return new Var(
                part,
                contribution -> gradient.accept((whole, write) -> {
                    if (write == Write.SET) whole.fill(0);
                    contribution.into(whole.slice(dim, from, to), Write.ADD);
                }));
    }

    private Var view(UnaryOperator<Tensor> look) {
        Tensor seen = look.apply(value());
        if (gradient == null) return constant(seen);
        return new Var(
                seen, contribution -> gradient.accept((whole, write) -> contribution.into(look.apply(whole), write)));
    }
}
