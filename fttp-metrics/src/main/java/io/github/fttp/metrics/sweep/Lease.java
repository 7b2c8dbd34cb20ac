package io.github.fttp.metrics.sweep;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a claim is good for without a sign of life. No two machines' clocks are compared: the owner ends what it does half of
 * {@code patience} after its last sign, others take over once they have seen no new one for all of it.
 *
 * @param beat between two signs of life
 * @param patience of those who wait for the next one; many beats, and longer than a shared file system keeps old names and
 *     contents (a minute with NFS)
 * @param calendar the owner's, milliseconds: goes on while a machine sleeps
 * @param stopwatch of those who wait, milliseconds: nobody sets it
 */
record Lease(Duration beat, Duration patience, LongSupplier calendar, LongSupplier stopwatch) {
    /** For workers on several machines. */
    static final Lease STANDARD = new Lease(
            Duration.ofSeconds(10),
            Duration.ofMinutes(3),
            System::currentTimeMillis,
            () -> System.nanoTime() / 1_000_000);

    /** Whether an owner whose last sign was then may not go on. */
    boolean isLost(long lastByCalendar) {
        // Either way: a calendar that was set back says nothing any more.
        return Math.abs(calendar.getAsLong() - lastByCalendar) > patience.toMillis() / 2;
    }

    /** Whether others may take over what showed no new sign since. */
    boolean isOver(long sinceByStopwatch) {
        return stopwatch.getAsLong() - sinceByStopwatch > patience.toMillis();
    }
}
