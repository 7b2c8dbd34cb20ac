package io.github.fttp.core.train;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and the like into a request to stop after the current step, and keeps the process alive until this is closed.
 * Code behind that may not execute any more.
 */
public final class Interrupt implements AutoCloseable {
    private final StopSignal signal = new StopSignal();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop after this step");

    /** Begins to catch such requests, until this is closed. */
    public Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait() {
        signal.request();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends anyway
        }
    }

    /** Gives the signal that the run listens to. */
    public StopSignal signal() {
        return signal;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // shutting down already: the hook ends now that it is told to
        }
    }
}
