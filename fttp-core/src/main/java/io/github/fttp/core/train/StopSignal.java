package io.github.fttp.core.train;

/** Asks a run to end after the step it is in, leaving a checkpoint; from any thread, such as that of Ctrl-C. */
public final class StopSignal {
    private volatile boolean requested;

    /** Asks; the run may take one more step to notice. */
    public void request() {
        requested = true;
    }

    /** Whether it was. */
    public boolean isRequested() {
        return requested;
    }
}
