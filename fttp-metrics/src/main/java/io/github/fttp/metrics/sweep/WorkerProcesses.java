package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.train.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Workers of a sweep as processes of this machine. One that dies is replaced; what it had claimed is free at once, for the system
 * says that it is dead. One that is refused ends all.
 */
final class WorkerProcesses {
    private static final Duration LOOK = Duration.ofMillis(300);
    /** Deaths for each worker, with no cell done between them, after which this is given up. */
    private static final int DEATHS = 3;
    /** The number that the system adds to that of a signal that ended a process to make its status. */
    private static final int SIGNALS = 128;

    private final Path folder;
    private final Launcher launcher;
    private final Watch watch;
    private final List<Started> running = new ArrayList<>();

    WorkerProcesses(Path folder, Launcher launcher, Watch watch) {
        this.folder = folder;
        this.launcher = launcher;
        this.watch = watch;
    }

    /** A worker could not go on, and neither can others: its message. */
    private static final class Refused extends InputException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Works until nothing is left to do, or is asked to stop.
     *
     * @throws InputException as a worker said that cannot go on, or if they die again and again
     */
    void work(int workers, StopSignal stop) {
        try {
            while (running.size() < workers) start();
            int deaths = 0;
            while (!running.isEmpty() && !stop.isRequested()) {
                stop.await(LOOK);
                if (watch.look()) deaths = 0;
                for (Started dead : dead()) {
                    if (++deaths > DEATHS * workers) throw new BadData(folder, dying(deaths, dead));
                    start();
                }
            }
        } finally {
            end();
        }
        watch.look();
    }

    private static String dying(int deaths, Started last) {
        int status = last.process.exitValue();
        return deaths + " worker processes died and no cell was done between them; the last one ended "
                + (status > SIGNALS ? "by signal " + (status - SIGNALS) : "with status " + status);
    }

    private void start() {
        try {
            running.add(new Started(launcher.start(folder)));
        } catch (IOException e) {
            throw new BadData("worker process", "cannot be started: " + InputException.reason(e), e);
        }
    }

    /** Takes those away that have ended, and gives those of them that died. */
    private List<Started> dead() {
        List<Started> ended =
                running.stream().filter(each -> !each.process.isAlive()).toList();
        running.removeAll(ended);
        for (Started each : ended) {
            if (each.process.exitValue() == Launcher.REFUSED) throw new Refused(each.lastLine());
            say(each);
        }
        return ended.stream().filter(each -> each.process.exitValue() != 0).toList();
    }

    private void say(Started ended) {
        String line = ended.lastLine();
        if (!line.isEmpty()) launcher.said(line);
    }

    /** Stops all that run, and waits for their checkpoints. */
    private void end() {
        // By its handle: a process that is destroyed is not listened to any more.
        running.forEach(each -> each.process.toHandle().destroy());
        for (Started each : running) {
            // What refused one of them, and is told, refused others.
            if (each.end() != Launcher.REFUSED) say(each);
        }
    }

    /** A worker, with a thread that reads what it says. */
    private final class Started {
        final Process process;
        private final FutureTask<String> lines = new FutureTask<>(this::read);

        Started(Process process) {
            this.process = process;
            Thread reader = new Thread(lines, "lines of worker " + process.pid());
            reader.setDaemon(true);
            reader.start();
        }

        /** Passes all lines on but the last one, which may be what it was refused for. */
        private String read() throws IOException {
            String last = "";
            try (BufferedReader reader = process.errorReader()) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!last.isEmpty()) launcher.said(last);
                    last = line;
                }
            }
            return last;
        }

        String lastLine() {
            try {
                return lines.get();
            } catch (ExecutionException e) {
                return "what worker " + process.pid() + " said could not be read: " + e.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "";
            }
        }

        /** Waits for it, and gives its status. */
        int end() {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly(); // it leaves the checkpoint that it has
                return 0;
            }
        }
    }
}
