package io.github.fttp.metrics.compare;

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
 * Environments of one modality that work side by side, each on one thread: two of them do more than one of two threads, and what
 * comes of a task does not depend on how many there are.
 */
public final class WorkerPool implements AutoCloseable {
    private final List<Environment> environments = new ArrayList<>();
    private final BlockingQueue<Environment> idle;
    private final ExecutorService threads;

    private WorkerPool(int size) {
        idle = new ArrayBlockingQueue<>(size);
        threads = Executors.newFixedThreadPool(size);
    }

    /** So many, each opened anew, with an engine of its own, and closed with this. */
    public static WorkerPool of(int size, Supplier<Environment> opened) {
        WorkerPool workers = new WorkerPool(size);
        int threads = Threads.count();
        Threads.set(1);
        try {
            while (workers.environments.size() < size) workers.environments.add(opened.get());
        } catch (RuntimeException e) {
            workers.close();
            throw e;
        } finally {
            Threads.set(threads);
        }
        workers.idle.addAll(workers.environments);
        return workers;
    }

    /** One of them, which are all alike. */
    public Environment any() {
        return environments.get(0);
    }

    /**
     * Does tasks side by side and hands over what comes of them in their own order, on the calling thread. A single environment
     * begins a task when what came of the one before is handed over; several run ahead by a few, so that none waits for a slow
     * one.
     */
    public <T> void run(List<Function<Environment, T>> tasks, Consumer<T> taken) {
        int ahead = 2 * environments.size() - 1;
        Deque<Future<T>> begun = new ArrayDeque<>();
        Iterator<Function<Environment, T>> next = tasks.iterator();
        try {
            while (next.hasNext() || !begun.isEmpty()) {
                while (next.hasNext() && begun.size() < ahead) {
                    Function<Environment, T> task = next.next();
                    begun.add(threads.submit(() -> done(task)));
                }
                taken.accept(result(begun.remove()));
            }
        } finally {
            begun.forEach(task -> task.cancel(false));
        }
    }

    private <T> T done(Function<Environment, T> task) throws InterruptedException {
        Environment environment = idle.take();
        try {
            return task.apply(environment);
        } finally {
            idle.add(environment);
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
            throw new IllegalStateException("interrupted while an environment was at work", e);
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
                interrupted = true; // environments that are at work must not lose their memory
            }
        }
        environments.forEach(Environment::close);
        if (interrupted) Thread.currentThread().interrupt();
    }
}
