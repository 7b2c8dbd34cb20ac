package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.train.Goal;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.core.train.WeightChange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/**
 * Follows a run on data of the concept that it neither trains on nor is measured on in the end, and ends it once the concept is
 * gone there, where the setting says so.
 */
public final class Trace implements RunListener, Goal {
    /** Strengths that a method without steps goes through, evenly up to its full one. */
    static final int STRENGTHS = 12;

    private final Setting setting;
    private final int every;
    private final Path log;
    private final Look look;
    /** By step. */
    private final TreeMap<Integer, Waypoint> path = new TreeMap<>();

    private long nanos;

    /** Looks at the model as it is. */
    @FunctionalInterface
    public interface Look {
        /**
         * Looks.
         *
         * @param step that the model is behind
         * @param last whether the run ends there in any case
         * @param path the looks before, the model as it was first
         */
        Waypoint at(int step, boolean last, List<Waypoint> path);
    }

    private Trace(Setting setting, int every, Path log, Look look) {
        this.setting = setting;
        this.every = every;
        this.log = log;
        this.look = look;
    }

    /** Whether a run is followed and ends after some of a method's steps; else its whole change is scaled once it is made. */
    public static boolean follows(UnlearningMethod method) {
        return method instanceof TrainingMethod trains && trains.changeScale() == 1;
    }

    /**
     * Looks at the model as it is before the run.
     *
     * @param every how many steps lie between two looks
     * @param log of the run, for the steps before it was resumed
     */
    public static Trace begin(Setting setting, int every, Path log, Look look) {
        Trace trace = new Trace(setting, every, log, look);
        trace.look(0, false);
        return trace;
    }

    /**
     * Makes a run and follows it.
     *
     * @return whether it came to its end; false if it was asked to stop
     */
    public <S> boolean follow(Unlearner<S> run, List<S> samples) {
        RunSummary end = run.listen(this)
                .evaluate(every, step -> look(step, step == setting.steps()).values())
                .until(this)
                .forget(samples);
        if (end.end() == RunSummary.End.INTERRUPTED) return false;
        if (!path.containsKey(end.steps())) look(end.steps(), true);
        return true;
    }

    /**
     * Makes a run whose change of the weights comes in one piece, and goes through the strengths of that.
     *
     * @param change since before the run
     * @return as {@link #follow}
     */
    public <S> boolean strengthen(Unlearner<S> run, List<S> samples, WeightChange change) {
        if (run.forget(samples).end() == RunSummary.End.INTERRUPTED) return false;
        double[] now = {1};
        strengthen(share -> {
            if (share != now[0]) change.scale(share / now[0]);
            now[0] = share;
        });
        return true;
    }

    private Waypoint look(int step, boolean last) {
        long begun = System.nanoTime();
        Waypoint now = look.at(step, last, path());
        nanos += System.nanoTime() - begun;
        path.put(step, now);
        return now;
    }

    /** Takes up what the log says of the steps before. */
    @Override
    public void started(RunPlan plan) {
        if (plan.firstStep() == 0) return;
        for (Json each : RunLog.read(log).evaluations()) {
            int step = each.field("number").count(0);
            if (step > plan.firstStep()) continue; // of a run that was killed behind its last checkpoint
            path.put(step, Waypoint.of(step, each.field("figures")));
        }
    }

    private boolean ends(Waypoint at) {
        return setting.until() == Until.GONE && at.gone();
    }

    @Override
    public Optional<String> reached(Step step) {
        Waypoint at = path.get(step.number());
        return at != null && ends(at) ? Optional.of("the concept is gone") : Optional.empty();
    }

    /**
     * Goes through the strengths of a method without steps until the concept is gone; at once to the full one where that does
     * not end a run.
     *
     * @param at gives the model this share of the full strength, above 0 and at most 1, whatever it had before
     */
    public void strengthen(DoubleConsumer at) {
        int strengths = setting.until() == Until.GONE ? STRENGTHS : 1;
        for (int step = 1; step <= strengths; step++) {
            at.accept(step / (double) strengths);
            if (ends(look(step, step == strengths))) return;
        }
    }

    /** The looks, the model as it was first. */
    public List<Waypoint> path() {
        return List.copyOf(path.values());
    }

    /** Tells how a run that did not diverge ended. */
    public Outcome.End end() {
        if (setting.until() == Until.STEPS) return Outcome.End.STEPS;
        return path.lastEntry().getValue().gone() ? Outcome.End.GONE : Outcome.End.BUDGET;
    }

    /** Seconds that the looks took. */
    public double seconds() {
        return nanos * 1e-9;
    }

    @Override
    public String toString() {
        return setting.until() + ", looked at every " + every + " steps";
    }
}
