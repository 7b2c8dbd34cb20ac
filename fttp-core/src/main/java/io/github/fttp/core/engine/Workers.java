package io.github.fttp.core.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * Runs loops on the calling thread and a few more. The split is fixed by length and number of threads, so results do not
 * depend on who was faster.
 */
final class Workers implements AutoCloseable {
    /** Turns of a short wait before a thread goes to sleep; waking one takes many times as long. */
    private static final int SPINS = 2000;

    /** A stretch of a loop. */
    @FunctionalInterface
    interface Body {
        /** @param part which of the stretches, from 0 */
        void run(int part, long from, long to);
    }

    private static final int SLOTS = 4;

    private final Worker[] others;
    private final float[][][] scratch;

    Workers(int threads) {
        others = new Worker[threads - 1];
        scratch = new float[threads][SLOTS][0];
        for (int i = 0; i < others.length; i++) others[i] = new Worker(i + 1);
    }

    /** Into how many parts a loop is split at the most. */
    int threads() {
        return others.length + 1;
    }

    /**
     * An array of at least this length with arbitrary contents, for one part of a loop while it runs: arrays made anew in
     * each call would be most of what the garbage collector sees.
     *
     * @param slot from 0 to 3
     */
    float[] scratch(int part, int slot, int least) {
        float[] there = scratch[part][slot];
        if (there.length >= least) return there;
        scratch[part][slot] = new float[least];
        return scratch[part][slot];
    }

    /** Runs {@code body} over 0 to {@code n}, in parts of at least {@code grain}. */
    void split(long n, long grain, Body body) {
        int parts = (int) Math.max(1, Math.min(threads(), n / Math.max(1, grain)));
        for (int i = 1; i < parts; i++) others[i - 1].start(body, n * i / parts, n * (i + 1) / parts);
        Throwable failed = null;
        try {
            body.run(0, 0, n / parts);
        } catch (RuntimeException | Error e) {
            failed = e;
        }
        for (int i = 1; i < parts; i++) {
            Throwable there = others[i - 1].await();
            if (failed == null) failed = there;
        }
        if (failed instanceof RuntimeException e) throw e;
        if (failed instanceof Error e) throw e;
    }

    @Override
    public void close() {
        for (Worker other : others) other.stop();
    }

    private static final class Worker implements Runnable {
        private final int part;
        private final Thread thread;
        private Body body;
        private long from;
        private long to;
        private Throwable failed;
        private volatile boolean busy;
        private volatile boolean stopped;

        Worker(int part) {
            this.part = part;
            thread = new Thread(this, "fttp-worker-" + part);
            thread.setDaemon(true);
            thread.start();
        }

        void start(Body task, long first, long end) {
            body = task;
            from = first;
            to = end;
            busy = true;
            LockSupport.unpark(thread);
        }

        Throwable await() {
            while (busy) Thread.onSpinWait();
            Throwable result = failed;
            failed = null;
            body = null;
            return result;
        }

        void stop() {
            stopped = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            for (int spins = 0; !stopped; spins++) {
                if (busy) {
                    try {
                        body.run(part, from, to);
                    } catch (RuntimeException | Error e) {
                        failed = e;
                    }
                    busy = false;
                    spins = 0;
                } else if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
        }
    }
}
