package io.github.fttp.metrics.sweep;

import java.io.IOException;
import java.nio.file.Path;

/** Starts workers of a sweep as processes of this machine. */
@FunctionalInterface
public interface Launcher {
    /** Exit status of a worker that cannot go on for a reason that all others have, too; its last line says which. */
    int REFUSED = 2;

    /**
     * Starts one. It works on the sweep until nothing is left to do, stops at SIGTERM, and ends with status 0 if all is
     * done, {@link #REFUSED} if all shall end for what it says in its last line on standard error, any other if it died.
     * Its standard output is not read.
     *
     * @param folder of the sweep, absolute
     */
    Process start(Path folder) throws IOException;

    /** Takes a line that a worker wrote to standard error; it goes to that of this process. */
    default void said(String line) {
        System.err.println(line);
    }

    /**
     * Starts them in a Java machine as this one: of the same class path and options, the size of its heap among them. They stop
     * when this process ends, whatever ends it.
     *
     * @param main class of the commands
     * @param words of the command that works on a sweep; its folder is put behind them
     */
    static Launcher java(Class<?> main, String... words) {
        return JavaLauncher.of(main, words);
    }
}
