package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;

/** How queries and keys are turned by their positions before they meet. */
@FunctionalInterface
public interface Rotation {
    /** {@code heads [B, T, H, D]} to the same shape. */
    Var turn(Tape tape, Var heads);

    /** Leaves them as they are: for models that know positions otherwise. */
    static Rotation none() {
        return (tape, heads) -> heads;
    }
}
