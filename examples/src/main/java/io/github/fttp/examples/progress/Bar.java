package io.github.fttp.examples.progress;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error where that is a terminal; nothing elsewhere. */
public final class Bar implements AutoCloseable {
    /** Null where there is no terminal. */
    private final ProgressBar bar;

    private Bar(ProgressBar bar) {
        this.bar = bar;
    }

    /** Shows a bar that counts to a number, by ones. */
    public static Bar of(String task, long most) {
        return of(task, 0, most, "");
    }

    /**
     * Shows a bar.
     *
     * @param first where it begins
     * @param most where it ends
     * @param unit written behind the numbers, with a space before it; may be empty
     */
    public static Bar of(String task, long first, long most, String unit) {
        if (System.console() == null) return new Bar(null);
        return new Bar(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(most)
                .startsFrom(first, Duration.ZERO)
                .setUnit(unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .build());
    }

    /** Whether it is seen. */
    boolean isShown() {
        return bar != null;
    }

    /** Moves it to a number. */
    public void stepTo(long number) {
        if (bar != null) bar.stepTo(number);
    }

    /** Writes behind it. */
    void say(String message) {
        if (bar != null) bar.setExtraMessage(" " + message);
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
    }
}
