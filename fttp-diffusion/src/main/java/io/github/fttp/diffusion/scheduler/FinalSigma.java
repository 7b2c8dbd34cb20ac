package io.github.fttp.diffusion.scheduler;

/** The noise level that the last step of a run goes to. */
enum FinalSigma {
    /** None. */
    ZERO,

    /** That of time step 0. */
    MIN
}
