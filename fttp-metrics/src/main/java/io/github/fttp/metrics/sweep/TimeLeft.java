package io.github.fttp.metrics.sweep;

import io.github.fttp.metrics.compare.Trial;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells a line of each trial, with the time that is left if the others come as fast. */
public final class TimeLeft implements Progress {
    private final Consumer<String> lines;
    private final long begun = System.nanoTime();
    private int count;

    /** @param lines takes them */
    public TimeLeft(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void done(Trial trial, double took, int left) {
        count++;
        double each = (System.nanoTime() - begun) * 1e-9 / count;
        Duration rest = Duration.ofSeconds(Math.round(each * left));
        lines.accept(String.format(
                Locale.ROOT,
                "%-20s %-14s %d  %6.1f s, %d left, %d:%02d:%02d",
                trial.method(),
                trial.concept(),
                trial.draw(),
                took,
                left,
                rest.toHours(),
                rest.toMinutesPart(),
                rest.toSecondsPart()));
    }
}
