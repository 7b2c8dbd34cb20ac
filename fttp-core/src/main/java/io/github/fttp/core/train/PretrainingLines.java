package io.github.fttp.core.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells a pretraining line by line: its parts, its stages, and every fifty steps where it is. */
public final class PretrainingLines implements PretrainingListener {
    private static final int EVERY = 50;

    private final Consumer<String> lines;

    /** @param lines takes them */
    public PretrainingLines(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void begins(String part, long weights) {
        lines.accept(String.format(Locale.ROOT, "pretraining the %s, %.2f million weights ...", part, weights * 1e-6));
    }

    @Override
    public void begins(String stage, List<?> samples) {
        lines.accept("stage " + stage + ", " + samples.size() + " samples ...");
    }

    @Override
    public void evaluated(int step, Map<String, Double> known) {
        lines.accept("  knows at step " + step + ": "
                + known.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%s %.3f", each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public void stepped(Step step) {
        if (step.number() % EVERY != 0) return;
        lines.accept(String.format(
                Locale.ROOT,
                "  step %d of %d, loss %.3g, %.0f ms",
                step.number(),
                step.of(),
                step.loss(),
                1000 * step.seconds()));
    }
}
