package io.github.fttp.core.method;

/** A method that trains only weights that it chooses before the first step; a run with a mask of its own takes that instead. */
public interface SelectiveMethod extends TrainingMethod {
    /** Chooses the weights that forget data may change; steps on retain data alone change all. */
    WeightMask choose(Passes passes);

    /** Whether gradients are clipped before those of other weights are dropped; after it unless the method says otherwise. */
    default boolean clipsFirst() {
        return false;
    }
}
