package io.github.fttp.core.train;

import java.util.List;

/** Is told how pretraining goes: its parts and stages, beside the steps of each stage. */
public interface PretrainingListener extends RunListener {
    /** A part of the model is going to train. */
    default void begins(String part, long weights) {}

    /** A stage begins, or goes on, with these samples. */
    default void begins(String stage, List<?> samples) {}
}
