package io.github.fttp.metrics.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** List of what is left to do of a sweep, as all threads of a process see it. */
final class WorkList {
    /** Last word of the claim to find the next cells if there are none. */
    static final String LAST = "nothing follows";

    private final SweepFiles files;
    private final Claims claims;
    /** Tells this plan from another one in the same folder. */
    private final String plan;

    private final List<SweepCell> open = new ArrayList<>();
    private int planned;
    private int next;

    /** Something to do, or not. */
    sealed interface Task {
        /** Runs a cell. */
        record Run(SweepCell cell, Claim claim) implements Task {}

        /** Finds what follows, once all that is planned is done: so many cells. */
        record Extend(Claim claim, int planned) implements Task {}

        /** Nothing at the moment, for others are at it; or ever. */
        enum Nothing implements Task {
            NOW,
            EVER
        }
    }

    WorkList(SweepFiles files, String plan, Lease lease) {
        this.files = files;
        this.plan = plan;
        claims = new Claims(files.claims(), lease);
    }

    /** Claims the next thing to do. */
    synchronized Task next() {
        while (true) {
            Optional<Task> run = run();
            if (run.isPresent()) return run.get();
            if (!open.isEmpty()) return Task.Nothing.NOW;
            Optional<Task> extension = extension();
            if (extension.isPresent()) return extension.get();
        }
    }

    private Optional<Task> run() {
        // From where the last one was found: in front of it are those that others are at.
        for (int tried = 0; tried < open.size(); ) {
            if (next >= open.size()) next = 0;
            SweepCell cell = open.get(next);
            if (files.isDone(cell)) {
                open.remove(next);
                continue;
            }
            next++;
            tried++;
            Optional<Claim> claim = claims.take(cell.id());
            if (claim.isPresent()) return Optional.of(new Task.Run(cell, claim.get()));
        }
        return Optional.empty();
    }

    /** Claims finding what follows; empty where it was found, and there are planned cells that were not seen yet. */
    private Optional<Task> extension() {
        String round = SweepFiles.PLAN + plan + "-" + planned;
        Optional<String> end = claims.end(round);
        if (end.isEmpty()) {
            return Optional.of(claims.take(round)
                    .<Task>map(claim -> new Task.Extend(claim, planned))
                    .orElse(Task.Nothing.NOW));
        }
        if (end.get().equals(LAST)) return Optional.of(Task.Nothing.EVER);
        List<SweepCell> cells = files.cells();
        if (cells.size() <= planned) return Optional.of(Task.Nothing.NOW); // the file system shows the old ones yet
        open.addAll(cells.subList(planned, cells.size()));
        planned = cells.size();
        return Optional.empty();
    }

    /** Claims finding what follows all that is planned; nothing where some of it is not done. */
    synchronized Task extend() {
        while (true) {
            open.removeIf(files::isDone);
            if (!open.isEmpty()) return Task.Nothing.EVER;
            Optional<Task> extension = extension();
            if (extension.isPresent()) return extension.get();
        }
    }

    /** Claims one thing: a cell, or what one worker alone does at a time. */
    synchronized Optional<Claim> take(String id) {
        return claims.take(id);
    }

    /** Counts how often it went wrong. */
    synchronized int failures(SweepCell cell) {
        return claims.failures(cell.id());
    }

    /** Cells that are planned and not done, as far as is known, without one that is done now. */
    synchronized int left(SweepCell done) {
        open.remove(done);
        return open.size();
    }
}
