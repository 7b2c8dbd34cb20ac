package io.github.fttp.core.testing;

import io.github.fttp.core.engine.Threads;

/** Another number of threads for a while. */
public final class OnThreads {
    private OnThreads() {}

    /** A part of a test that makes engines. */
    public interface Body {
        void run() throws Exception;
    }

    /** Runs it with so many threads for the engines that it makes. */
    public static void run(int threads, Body body) throws Exception {
        int before = Threads.count();
        Threads.set(threads);
        try {
            body.run();
        } finally {
            Threads.set(before);
        }
    }
}
