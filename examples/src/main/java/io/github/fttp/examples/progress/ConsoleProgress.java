package io.github.fttp.examples.progress;

import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunLines;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Step;

/**
 * A bar with the parts of the loss and the time left on standard error; where that is no terminal, a plain line every
 * twentieth of the run. Where one was stopped it says how to go on.
 */
public final class ConsoleProgress implements RunListener {
    /** The exit status of a process that Ctrl-C ended, as shells have it. */
    public static final int STOPPED = 130;

    private final RunLines lines = new RunLines(System.err::println);
    private Bar bar;

    /** One for a run in this folder; says where that was to be resumed and can't be. */
    public static ConsoleProgress of(RunFolder results) {
        if (results.beginsAnew()) {
            System.err.println(results.path() + " has no checkpoint to resume from: the run begins at the beginning");
        }
        return new ConsoleProgress();
    }

    @Override
    public void started(RunPlan plan) {
        lines.started(plan);
        bar = Bar.of("forgetting", plan.firstStep(), plan.steps(), "");
    }

    @Override
    public void stepped(Step step) {
        bar.stepTo(step.number());
        bar.say(step.text());
        if (!bar.isShown()) lines.stepped(step);
    }

    @Override
    public void finished(RunSummary summary) {
        if (bar != null) bar.close(); // none where there was nothing to forget
        lines.finished(summary);
        // Here and not behind the run, where the process may have ended.
        if (summary.end() == RunSummary.End.INTERRUPTED) {
            System.err.println("stopped after step " + summary.steps() + "; --resume goes on from there");
        }
    }
}
