package io.github.fttp.core.method;

/** A method that makes no steps: it changes weights at once, by what it sees of the data. */
public interface WeightEdit extends UnlearningMethod {
    /** Changes values of {@link Passes#weights} in place. */
    void edit(Passes passes);

    /** Whether it asks for gradients; what does not takes less memory. */
    default boolean usesGradients() {
        return true;
    }
}
