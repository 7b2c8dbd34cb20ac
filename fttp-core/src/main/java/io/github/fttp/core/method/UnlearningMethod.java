package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.Set;

/** A way to forget: a loss that is minimised. Immutable; the same object serves text and pictures, unless its needs name one. */
public interface UnlearningMethod {
    /** The field's name for it, such as {@code GradDiff}. */
    String name();

    /** What it asks for beside forget samples. */
    Set<Need> needs();

    /** The loss of one step. */
    Var loss(Terms terms);
}
