package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.TrainableModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Measures what a run takes, as a listener of it. What it took so far is noted beside its checkpoint, so that a run which goes on
 * from there knows the whole; steps that were lost and are made again count once.
 */
public final class Meter implements RunListener {
    private final Pool pool;
    private final TreeMap<Integer, Spending> noted = new TreeMap<>();
    private long begun = System.nanoTime();
    private LongSupplier passes = () -> 0;
    private DoubleSupplier following = () -> 0;
    private Optional<RunFolder> folder = Optional.empty();
    /** By the run before it was resumed, less what was done again since then. */
    private Spending before = new Spending(0, 0, 0, 0, 0);

    private int given;

    /** The time, passes and memory that a run took up to a step. */
    private record Spending(int step, double seconds, double following, long passes, long peakBytes) {}

    private Meter(Pool pool) {
        this.pool = pool;
    }

    /**
     * Begins.
     *
     * @param pool where its tensors come from
     */
    public static Meter start(Pool pool) {
        pool.resetPeak();
        return new Meter(pool);
    }

    /**
     * Measures a run that is followed and may be stopped.
     *
     * @param folder of the run
     */
    public Meter of(Trace trace, RunFolder folder) {
        following = trace::seconds;
        this.folder = Optional.of(folder);
        return this;
    }

    /** Counts what this model's steps send forward, and what they are given. */
    public Meter counting(TrainableModel<?> trained) {
        passes = trained::passes;
        return this;
    }

    @Override
    public void started(RunPlan plan) {
        given = plan.samples() + Integer.parseInt(plan.settings().getOrDefault("retain samples", "0"));
        if (plan.firstStep() == 0 || folder.isEmpty()) return;
        if (Files.exists(file())) {
            int number = 0;
            for (String line : Entries.text(file()).lines().toList()) {
                Spending each = Entries.read(line, Spending.class, file() + ": line " + ++number);
                noted.put(each.step(), each);
            }
        }
        noted.tailMap(plan.firstStep(), false).clear();
        if (noted.isEmpty()) return;
        Spending then = noted.lastEntry().getValue();
        // What was done until here was done before, too.
        begun = System.nanoTime();
        before = new Spending(
                then.step(),
                then.seconds(),
                then.following() - following.getAsDouble(),
                then.passes() - passes.getAsLong(),
                then.peakBytes());
    }

    private Path file() {
        return folder.orElseThrow().path().resolve("spent.jsonl");
    }

    @Override
    public void stepped(Step step) {
        note(step.number());
    }

    @Override
    public void evaluated(int step, Map<String, Double> figures) {
        note(step);
    }

    /** A folder without a checkpoint has nothing to go on with. */
    private void note(int step) {
        if (folder.isEmpty() || !Files.exists(folder.get().checkpoint())) return;
        noted.put(step, spent(step));
        StringBuilder lines = new StringBuilder();
        noted.values().forEach(each -> lines.append(Entries.line(each)));
        AtomicFiles.write(file(), lines.toString());
    }

    private Spending spent(int step) {
        return new Spending(
                step,
                before.seconds() + (System.nanoTime() - begun) * 1e-9,
                before.following() + following.getAsDouble(),
                before.passes() + passes.getAsLong(),
                Math.max(before.peakBytes(), pool.peakBytes()));
    }

    /** Gives what it took so far. */
    public Cost cost(Trial trial) {
        Spending spent = spent(0);
        return new Cost(trial, spent.seconds(), spent.peakBytes(), spent.following(), spent.passes(), given);
    }
}
