package io.github.fttp.core.train;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a run to end after the step it is in, leaving a checkpoint; from any thread, such as that of Ctrl-C. */
public final class StopSignal {
    /** Interval at which a wait looks at the others. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final List<StopSignal> others;

    /** @param others that this is requested with; it asks none of them */
    public StopSignal(StopSignal... others) {
        this.others = List.of(others);
    }

    /** Asks; the run may take one more step to notice. */
    public void request() {
        requested.countDown();
    }

    /** Whether it was, or one of the others was. */
    public boolean isRequested() {
        return requested.getCount() == 0 || others.stream().anyMatch(StopSignal::isRequested);
    }

    /** Waits until it is requested, for so long at most. */
    public void await(Duration most) {
        long until = System.nanoTime() + most.toNanos();
        try {
            for (long left = most.toNanos(); left > 0 && !isRequested(); left = until - System.nanoTime()) {
                requested.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS); // the others wake nobody
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request(); // somebody else asks to stop
        }
    }
}
