package io.github.fttp.core.method;

import java.util.Set;

/**
 * A way to forget. Immutable. Most train and are a {@link TrainingMethod}; a {@link WeightEdit} changes weights at once by
 * what it sees of the data, and a family of models may know others, which change them in closed form.
 */
public interface UnlearningMethod {
    /** The field's name for it, such as {@code GradDiff}. */
    String name();

    /** Names what it asks for beside forget samples. */
    Set<Need> needs();
}
