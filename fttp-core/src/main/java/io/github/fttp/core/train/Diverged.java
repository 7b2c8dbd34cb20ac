package io.github.fttp.core.train;

import io.github.fttp.core.io.InputException;

/**
 * A run met a number that is not finite. Where a loss or gradient was, the parameters are those before the step that met it,
 * except with fused optimiser steps: then some of them may have made it. Where a weight was, the parameters hold it.
 */
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
