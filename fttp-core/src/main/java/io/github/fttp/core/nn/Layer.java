package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;

/** A module that makes one value of another: a norm, a feed-forward part. */
public interface Layer extends Module {
    /** {@code x [.., in]} to {@code [.., out]}. */
    Var forward(Tape tape, Var x);

    /** A layer that leaves everything as it is, where others have one that doesn't. */
    static Layer identity() {
        return (tape, x) -> x;
    }
}
