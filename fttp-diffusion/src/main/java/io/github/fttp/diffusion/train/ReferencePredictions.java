package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.diffusion.method.Target;

/**
 * Predictions that can be asked for about a batch beside what the model predicts of it under its prompts; all
 * {@code [B, C, H, W]}.
 */
public interface ReferencePredictions {
    /** Its prediction by {@code part.by()} under {@code part.prompt()}, without a gradient; the share is not looked at. */
    float[] of(Target.Part part);

    /** The model's under the empty prompt, with a gradient. */
    Var unconditional();

    /** Knows of none. */
    static ReferencePredictions none() {
        return new ReferencePredictions() {
            @Override
            public float[] of(Target.Part part) {
                throw new IllegalStateException("there is no prediction by the " + part.by() + " for " + part.prompt());
            }

            @Override
            public Var unconditional() {
                throw new IllegalStateException("there is no prediction without a prompt");
            }
        };
    }
}
