package io.github.fttp.core.train;

import io.github.fttp.core.io.InputException;

/** A run met a number that is not finite; the parameters are those before the step that did. */
public final class Diverged extends InputException {
    private static final long serialVersionUID = 1L;

    private final int steps;

    Diverged(int step, String what, String kept) {
        super("step " + step + ": " + what + ": the run stops here; " + kept
                + ". A smaller learning rate or alpha, or clipping, keeps ascent in bounds");
        this.steps = step - 1;
    }

    /** How many steps were made before the one that failed. */
    public int steps() {
        return steps;
    }
}
