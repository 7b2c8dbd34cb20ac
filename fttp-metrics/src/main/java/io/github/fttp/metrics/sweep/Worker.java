package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.Comparison;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Sequence;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Stage;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.sweep.ClaimFile.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one cell after the other, with one environment open at a time; belongs to one thread. */
final class Worker implements AutoCloseable {
    /** Attempts at a cell, by whomever, before it counts as failed. */
    static final int ATTEMPTS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** Steps between the checkpoints of a cell; there are others when it is stopped and when it has trained. */
    private static final int STEPS = 50;

    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final SweepFiles files;
    private final List<Part> parts;
    private final WorkList list;
    private final Heart heart;
    private final StopSignal stop;
    private final Progress progress;
    private Part part;
    private Environment environment;
    /** Whether all that results of the open environment depend on is noted. */
    private boolean noted;

    Worker(SweepFiles files, List<Part> parts, WorkList list, Heart heart, StopSignal stop, Progress progress) {
        this.files = files;
        this.parts = parts;
        this.list = list;
        this.heart = heart;
        this.stop = stop;
        this.progress = progress;
    }

    /** Works until nothing is left to do, or is asked to stop. */
    void work() {
        work(list::next);
    }

    /** Finds what follows, if all that is planned is done. */
    void plan() {
        work(list::extend);
    }

    private void work(Supplier<WorkList.Task> tasks) {
        Pauses pauses = new Pauses();
        while (!stop.isRequested()) {
            WorkList.Task task = tasks.get();
            if (task == WorkList.Task.Nothing.EVER) return;
            if (task == WorkList.Task.Nothing.NOW) {
                pauses.take();
                continue;
            }
            pauses = new Pauses();
            if (task instanceof WorkList.Task.Run run) holding(run.claim(), () -> run(run.cell(), run.claim()));
            if (task instanceof WorkList.Task.Extend extend)
                holding(extend.claim(), () -> extend(extend.claim(), extend.planned()));
        }
    }

    /** Waits longer each time. */
    private final class Pauses {
        private Duration next = SHORTEST;

        void take() {
            stop.await(next);
            next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        }
    }

    /** Runs one cell, or waits for whoever runs it, until it is done or this is asked to stop. */
    void run(SweepCell cell) {
        alone(cell.id(), () -> files.isDone(cell), claim -> run(cell, claim));
    }

    /**
     * Does what one worker of all does at a time, or waits for whoever is at it, until it is done.
     *
     * @return whether it is done; false if this was asked to stop
     */
    boolean alone(String what, BooleanSupplier isDone, Consumer<Claim> work) {
        Pauses pauses = new Pauses();
        while (!isDone.getAsBoolean()) {
            if (stop.isRequested()) return false;
            Optional<Claim> claim = list.take(what);
            if (claim.isPresent()) holding(claim.get(), () -> work.accept(claim.get()));
            else pauses.take();
        }
        return true;
    }

    private void run(SweepCell cell, Claim claim) {
        long begun = System.nanoTime();
        // It may have been done in front of the claim.
        if (!files.isDone(cell)) attempt(cell, claim, begun);
        if (!files.isDone(cell)) return;
        claim.fulfil();
        if (claim.isHeld()) progress.done(cell.trial(), secondsSince(begun), list.left(cell));
    }

    private void attempt(SweepCell cell, Claim claim, long begun) {
        Environment at = environment(part(cell.trial())); // where that fails, it is the fault of the place
        Optional<Environment.Run> run;
        try {
            RunFolder work = RunFolder.check(files.work(cell), true);
            run = at.run(cell.trial(), new Resumption(work, STEPS, new StopSignal(stop, claim.lost())));
        } catch (CannotWrite e) {
            throw e; // the fault of the place, not of the cell
        } catch (RuntimeException | OutOfMemoryError e) {
            failed(cell, claim, e);
            return;
        }
        if (run.isEmpty() || !claim.isHeld()) return;
        if (cell.trial().ofUntouched()) {
            comparison(part).requireKnown(run.get().outcome());
        }
        // The cost first: a cell is done once its outcome is there.
        files.write(new Spent(run.get().cost(), secondsSince(begun), Owner.SELF.host(), part.platform()));
        files.write(run.get().outcome());
        AtomicFiles.delete(files.work(cell));
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) * 1e-9;
    }

    private void failed(SweepCell cell, Claim claim, Throwable fault) {
        closeEnvironment(); // what a fault leaves behind is not known
        LOG.warn("cell {} failed", cell.id(), fault); // the result keeps its message alone
        if (!claim.isHeld()) return; // what is there now is another one's
        AtomicFiles.delete(files.work(cell));
        if (list.failures(cell) + 1 >= ATTEMPTS) {
            files.write(Outcome.failed(cell.trial(), fault.toString()));
        }
        claim.end(State.FAILED, fault.toString());
    }

    /** Refuses concepts on which runs cannot be followed, of those of which the untouched model was not measured yet. */
    void requireFollowed(Part of) {
        open(of); // and notes nothing: what is refused here leaves no folder, or the one that was begun as it is
        files.settings().require(of.dependencies(environment));
        Comparison comparison = of.model().task().comparison(environment);
        comparison.requireFollowed(comparison.untouched().stream()
                .filter(trial -> files.outcome(trial).isEmpty())
                .map(Trial::concept)
                .toList());
    }

    /** Does something while a claim shows signs of life; whatever comes of it, others can go on at once. */
    private void holding(Claim claim, Runnable work) {
        heart.holds(claim);
        try {
            work.run();
        } finally {
            heart.leaves(claim);
            claim.leave();
        }
    }

    private void extend(Claim claim, int planned) {
        List<SweepCell> cells = new ArrayList<>(files.cells());
        // Whoever found them died before it could say so.
        boolean complete = cells.size() <= planned && add(cells);
        if (!claim.isHeld()) return;
        int more = cells.size() - planned;
        if (more > 0) files.write(cells);
        if (more > 0 || complete) claim.end(State.DONE, more > 0 ? more + " cells follow" : WorkList.LAST);
    }

    /**
     * Adds what follows.
     *
     * @return whether it is all that there will be
     */
    private boolean add(List<SweepCell> cells) {
        Set<String> known = cells.stream().map(SweepCell::id).collect(Collectors.toCollection(HashSet::new));
        boolean complete = true;
        for (Part each : parts) {
            Plan plan = Plan.of(comparison(each), files::outcome);
            complete &= plan.complete();
            plan.trials().stream()
                    .filter(trial -> known.add(SweepCell.id(trial)))
                    .forEach(trial -> cells.add(SweepCell.of(cells.size(), each.depends(), trial)));
        }
        return complete;
    }

    /** Runs a trial once more, whatever is known of it; nothing of it stays. */
    Outcome repeat(Trial trial) {
        Path work = files.again(trial);
        AtomicFiles.delete(work); // of one that was killed, of another version perhaps
        try {
            return environment(part(trial))
                    .run(trial, new Resumption(RunFolder.check(work, true), STEPS, stop))
                    .orElseThrow(() -> new IllegalStateException("nobody asked it to stop"))
                    .outcome();
        } finally {
            AtomicFiles.delete(work);
        }
    }

    /**
     * Follows requests one after the other by one method, in an environment of its own.
     *
     * @param lost asks to stop, too
     * @return empty if it was asked to stop
     */
    Optional<List<Stage>> sequence(Part of, ComparedMethod method, Setting setting, int requests, StopSignal lost) {
        ComparisonTask task = of.model().task();
        List<String> asked = task.requests(requests);
        List<String> rest = task.concepts().stream()
                .map(TaskConcept::id)
                .filter(id -> !asked.contains(id))
                .toList();
        Path work = files.folder().resolve("work").resolve("sequence-" + method.id());
        closeEnvironment();
        try {
            return new Sequence(comparison(of), asked, rest).run(method, setting, () -> {
                AtomicFiles.delete(work);
                return new Resumption(RunFolder.check(work, true), STEPS, new StopSignal(stop, lost));
            });
        } finally {
            closeEnvironment(); // its model has changed
            AtomicFiles.delete(work);
        }
    }

    private Part part(Trial trial) {
        return parts.stream()
                .filter(each -> each.modality().equals(trial.modality()))
                .findFirst()
                .orElseThrow();
    }

    /** The comparison of a part, in an environment of it that stays open until the next one is asked for. */
    Comparison comparison(Part of) {
        return of.model().task().comparison(environment(of));
    }

    private Environment environment(Part of) {
        open(of);
        if (!noted) noted = note(of.dependencies(environment));
        return environment;
    }

    private void open(Part of) {
        if (of.equals(part)) return;
        closeEnvironment();
        environment = of.open();
        part = of;
        noted = false;
    }

    /**
     * Notes all that results depend on; where something else is noted, refuses it.
     *
     * @return whether it is noted; false if this was asked to stop
     */
    private boolean note(Map<String, String> all) {
        SettingsFile file = files.settings();
        if (file.has(all)) return true;
        files.create();
        return alone("settings", () -> file.has(all), claim -> file.note(all));
    }

    private void closeEnvironment() {
        if (part != null) environment.close();
        part = null;
    }

    @Override
    public void close() {
        closeEnvironment();
    }
}
