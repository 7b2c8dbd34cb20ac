package io.github.fttp.examples.compare;

import io.github.fttp.core.engine.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Arenas of one modality that work side by side, each on one thread: two of them do more than one of two threads, and what
 * comes of a task does not depend on how many there are.
 */
final class Crew implements AutoCloseable {
    private final List<Arena> arenas = new ArrayList<>();
    private final BlockingQueue<Arena> idle;
    private final ExecutorService threads;

    private Crew(int size) {
        idle = new ArrayBlockingQueue<>(size);
        threads = Executors.newFixedThreadPool(size);
    }

    /** So many, each opened anew, with an engine of its own, and closed with this. */
    static Crew of(int size, Supplier<Arena> opened) {
        Crew crew = new Crew(size);
        int threads = Threads.count();
        Threads.set(1);
        try {
            while (crew.arenas.size() < size) crew.arenas.add(opened.get());
        } catch (RuntimeException e) {
            crew.close();
            throw e;
        } finally {
            Threads.set(threads);
        }
        crew.idle.addAll(crew.arenas);
        return crew;
    }

    /** One of them, which are all alike. */
    Arena any() {
        return arenas.get(0);
    }

    /**
     * Does tasks side by side and hands over what comes of them in their own order, on the calling thread. A single arena
     * begins a task when what came of the one before is handed over; several run ahead by a few, so that none waits for a slow
     * one.
     */
    <T> void run(List<Function<Arena, T>> tasks, Consumer<T> taken) {
        int ahead = 2 * arenas.size() - 1;
        Deque<Future<T>> begun = new ArrayDeque<>();
        Iterator<Function<Arena, T>> next = tasks.iterator();
        try {
            while (next.hasNext() || !begun.isEmpty()) {
                while (next.hasNext() && begun.size() < ahead) {
                    Function<Arena, T> task = next.next();
                    begun.add(threads.submit(() -> done(task)));
                }
                taken.accept(result(begun.remove()));
            }
        } finally {
            begun.forEach(task -> task.cancel(false));
        }
    }

    private <T> T done(Function<Arena, T> task) throws InterruptedException {
        Arena arena = idle.take();
        try {
            return task.apply(arena);
        } finally {
            idle.add(arena);
        }
    }

    private static <T> T result(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an arena was at work", e);
        }
    }

    /** Waits for what is at work. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        boolean atWork = true;
        while (atWork) {
            try {
                atWork = !threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true; // arenas that are at work must not lose their memory
            }
        }
        arenas.forEach(Arena::close);
        if (interrupted) Thread.currentThread().interrupt();
    }
}
