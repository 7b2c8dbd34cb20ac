package io.github.fttp.metrics.sweep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, as claims name who made them.
 *
 * @param host its name, for people
 * @param machine tells computers and containers apart, those of one name too: only within one does {@code pid} say who lives
 * @param pid of the process
 * @param started when it was; empty where the system does not tell
 */
record Owner(String host, String machine, long pid, String started) {
    /** This process. */
    static final Owner SELF = self();

    private static Owner self() {
        long pid = ProcessHandle.current().pid();
        String host = hostName();
        String machine = host + read("/proc/sys/kernel/random/boot_id") + link("/proc/self/ns/pid");
        return new Owner(host, machine, pid, start(pid).orElse(""));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static String read(String file) {
        try {
            return " " + Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return ""; // not Linux
        }
    }

    private static String link(String file) {
        try {
            return " " + Files.readSymbolicLink(Path.of(file));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /**
     * When a living process started, in ticks since its machine did, which no change of a clock changes; where the system does not
     * tell them, by the calendar, or with nothing.
     *
     * @return empty if it has ended, be it that nobody took note
     */
    static Optional<String> start(long pid) {
        if (!Files.exists(Path.of("/proc/self/stat"))) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .map(each ->
                            each.info().startInstant().map(Instant::toString).orElse(""));
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // Behind the name, which may hold anything: the state, and as the twentieth the start.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(fields[19]).filter(start -> !fields[0].equals("Z"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it ran where this process runs, so that {@link #lives} is known. */
    boolean isHere() {
        return machine.equals(SELF.machine);
    }

    /** Whether it has not ended; of owners here. */
    boolean lives() {
        return start(pid).filter(started::equals).isPresent();
    }

    @Override
    public String toString() {
        return "process " + pid + " on " + host;
    }
}
