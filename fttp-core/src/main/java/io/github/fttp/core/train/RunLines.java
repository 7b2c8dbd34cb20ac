package io.github.fttp.core.train;

import java.util.Locale;
import java.util.function.Consumer;

/** Tells a run line by line: every twentieth of it the parts of the loss and the time left, in the end how it ended. */
public final class RunLines implements RunListener {
    private static final int LINES = 20;

    private final Consumer<String> lines;
    private long begun;
    private int first;

    /** @param lines takes them */
    public RunLines(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void started(RunPlan plan) {
        begun = System.nanoTime();
        first = plan.firstStep();
        if (first > 0) lines.accept("resuming after step " + first + " of " + plan.steps());
    }

    @Override
    public void stepped(Step step) {
        if (step.number() * LINES / step.of() == (step.number() - 1) * LINES / step.of()) return;
        double seconds = (System.nanoTime() - begun) * 1e-9;
        double left = seconds / (step.number() - first) * (step.of() - step.number());
        lines.accept(String.format(
                Locale.ROOT, "step %d of %d: %s, %.0f s left", step.number(), step.of(), step.text(), left));
    }

    @Override
    public void finished(RunSummary summary) {
        lines.accept(summary.sentence());
    }
}
