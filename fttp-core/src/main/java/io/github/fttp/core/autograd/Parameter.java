package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.util.Optional;

/**
 * A named weight of a model. One that trains has a gradient, which adds up over the batches since {@link
 * #clearGradient}; a frozen one never has.
 */
public final class Parameter implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final String name;
    private Tensor value;
    private boolean trainable;
    private boolean changed;
    private Tensor gradient;
    private boolean written;

    /** @param name as in the checkpoint, such as {@code model.layers.0.self_attn.q_proj.weight} */
    public Parameter(String name, Tensor value) {
        this.name = name;
        this.value = value;
    }

    public String name() {
        return name;
    }

    public Tensor value() {
        return value;
    }

    /** Whether backward passes give it a gradient. */
    public boolean isTrainable() {
        return trainable;
    }

    /** Lets it train or freezes it, which drops its gradient. */
    public void trainable(boolean wanted) {
        trainable = wanted;
        if (!wanted) dropGradient();
    }

    /**
     * Lets it train from any value: one that is mapped from a file, or bfloat16, moves into float32 memory first, since
     * optimisers write in place and small steps would be lost in rounding.
     */
    public void unfreeze(Pool pool) {
        if (value.isReadOnly() || value.type() != DType.FLOAT32) {
            replace(copy(pool));
        }
        trainable(true);
        changed = true;
    }

    /** Whether it was let train from what its file holds, whose type may round away what it learnt since. */
    public boolean isChanged() {
        return changed;
    }

    /** Gives a parameter of this name and state with another value, of which it owns the memory. */
    public Parameter with(Tensor other) {
        Parameter copy = new Parameter(name, other);
        copy.trainable(trainable);
        copy.changed = changed;
        return copy;
    }

    /** Copies the value to float32 memory, which is the caller's. */
    public Tensor copy(Pool pool) {
        Tensor own = pool.draw(value.shape());
        copy(value, own);
        return own;
    }

    /** Takes another value of the same shape; the old one's memory is given back. */
    public void replace(Tensor other) {
        if (!other.shape().equals(value.shape())) {
            throw new IllegalArgumentException(name + " has shape " + value.shape() + ", not " + other.shape());
        }
        value.close();
        value = other;
    }

    /** Takes another value of the same shape and hands out the one it had, which is the caller's from here on. */
    public Tensor exchange(Tensor other) {
        if (!other.shape().equals(value.shape())) {
            throw new IllegalArgumentException(name + " has shape " + value.shape() + ", not " + other.shape());
        }
        Tensor before = value;
        value = other;
        return before;
    }

    private static void copy(Tensor from, Tensor to) {
        float[] chunk = new float[(int) Math.min(CHUNK, from.shape().size())];
        for (long at = 0; at < from.shape().size(); at += chunk.length) {
            int count = (int) Math.min(chunk.length, from.shape().size() - at);
            from.read(at, chunk, 0, count);
            to.write(at, chunk, 0, count);
        }
    }

    /** The sum of what backward passes contributed since {@link #clearGradient}; empty if none did. */
    public Optional<Tensor> gradient() {
        return written ? Optional.of(gradient) : Optional.empty();
    }

    /** Forgets the gradient; its memory is kept for the next step. */
    public void clearGradient() {
        written = false;
    }

    /** Forgets the gradient and gives its memory back. */
    public void dropGradient() {
        if (gradient != null) gradient.close();
        gradient = null;
        written = false;
    }

    /** Gives back the gradient's memory and the value's, if it owns one. */
    @Override
    public void close() {
        dropGradient();
        value.close();
    }

    void contribute(Pool pool, Contribution contribution) {
        if (gradient == null) gradient = pool.draw(value.shape());
        // Noted before it happens: a contribution may hold another one inside, to the same parameter.
        Write write = written ? Write.ADD : Write.SET;
        written = true;
        contribution.into(gradient, write);
    }

    @Override
    public String toString() {
        return name + " " + value.shape() + (trainable ? " trainable" : "");
    }
}
