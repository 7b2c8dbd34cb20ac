package io.github.fttp.core.engine;

import io.github.fttp.core.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many threads engines compute with: the one place where it is set. */
public final class Threads {
    private static final String PROPERTY = "fttp.threads";

    /** Zero until it is asked for, so that a property which is no number is refused as any other setting is. */
    private static volatile int count;

    private Threads() {}

    /** The number that engines made from now on use: the system property {@code fttp.threads}, or the physical cores. */
    public static int count() {
        if (count == 0) count = Check.property(PROPERTY, 1).orElseGet(Threads::physicalCores);
        return count;
    }

    /** Sets the number for engines made from now on. */
    public static void set(int threads) {
        if (threads < 1) throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        count = threads;
    }

    /** Two threads on one core share its arithmetic units, so the second one gains nothing here. */
    private static int physicalCores() {
        int logical = Runtime.getRuntime().availableProcessors();
        try {
            boolean twoPerCore = Files.readString(Path.of("/sys/devices/system/cpu/smt/active"))
                    .startsWith("1");
            return twoPerCore ? Math.max(1, logical / 2) : logical;
        } catch (IOException e) {
            return logical; // not Linux, or nothing known
        }
    }
}
