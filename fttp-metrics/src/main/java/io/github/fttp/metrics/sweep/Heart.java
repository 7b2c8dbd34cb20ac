package io.github.fttp.metrics.sweep;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows signs of life for all that a process has claimed. */
final class Heart implements AutoCloseable {
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(beat -> {
        Thread thread = new Thread(beat, "signs of life");
        thread.setDaemon(true);
        return thread;
    });

    Heart(Lease lease) {
        long beat = lease.beat().toMillis();
        beats.scheduleAtFixedRate(() -> held.forEach(Claim::beat), beat, beat, TimeUnit.MILLISECONDS);
    }

    void holds(Claim claim) {
        held.add(claim);
    }

    void leaves(Claim claim) {
        held.remove(claim);
    }

    @Override
    public void close() {
        beats.shutdownNow();
    }
}
