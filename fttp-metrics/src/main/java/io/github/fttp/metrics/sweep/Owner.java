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
        ProcessHandle process = ProcessHandle.current();
        String host = hostName();
        String machine = host + read("/proc/sys/kernel/random/boot_id") + link("/proc/self/ns/pid");
        return new Owner(host, machine, process.pid(), startOf(process));
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

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Whether it ran where this process runs, so that {@link #lives} is known. */
    boolean isHere() {
        return machine.equals(SELF.machine);
    }

    /** Whether it has not ended; of owners here. */
    boolean lives() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isPresent() && startOf(process.get()).equals(started);
    }

    @Override
    public String toString() {
        return "process " + pid + " on " + host;
    }
}
