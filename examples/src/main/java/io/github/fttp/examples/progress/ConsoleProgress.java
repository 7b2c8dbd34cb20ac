package io.github.fttp.examples.progress;

import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Step;
import java.util.Locale;

/**
 * A bar with the parts of the loss and the time left on standard error; where that is no terminal, a plain line every
 * twentieth of the run.
 */
public final class ConsoleProgress implements RunListener {
    private static final int LINES = 20;
    /** The exit status of a process that Ctrl-C ended, as shells have it. */
    private static final int STOPPED = 130;

    private Bar bar;
    private long begun;
    private int first;

    /** One for a run in this folder; says where that was to be resumed and can't be. */
    public static ConsoleProgress of(RunFolder results) {
        if (results.beginsAnew()) {
            System.err.println(results.path() + " has no checkpoint to resume from: the run begins at the beginning");
        }
        return new ConsoleProgress();
    }

    /** Says that a run was interrupted and how to go on, and gives the exit status of that. */
    public static int stopped(RunSummary summary) {
        System.err.println("stopped after step " + summary.steps() + "; --resume goes on from there");
        return STOPPED;
    }

    @Override
    public void started(RunPlan plan) {
        begun = System.nanoTime();
        first = plan.firstStep();
        if (first > 0) System.err.printf("resuming after step %d of %d%n", first, plan.steps());
        bar = Bar.of("forgetting", first, plan.steps(), "");
    }

    @Override
    public void stepped(Step step) {
        bar.stepTo(step.number());
        bar.say(step.text());
        if (bar.isShown()) return;
        if (step.number() * LINES / step.of() > (step.number() - 1) * LINES / step.of()) {
            double seconds = (System.nanoTime() - begun) * 1e-9;
            double left = seconds / (step.number() - first) * (step.of() - step.number());
            System.err.printf(
                    Locale.ROOT, "step %d of %d: %s, %.0f s left%n", step.number(), step.of(), step.text(), left);
        }
    }

    @Override
    public void finished(RunSummary summary) {
        if (bar != null) bar.close(); // none where there was nothing to forget
        System.err.println(summary.sentence());
    }
}
