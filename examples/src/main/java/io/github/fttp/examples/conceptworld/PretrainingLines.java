package io.github.fttp.examples.conceptworld;

import io.github.fttp.core.train.PretrainingListener;
import io.github.fttp.core.train.Step;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints parts, stages, and a line every fifty steps. */
final class PretrainingLines implements PretrainingListener {
    private static final int EVERY = 50;

    @Override
    public void begins(String part, long weights) {
        System.out.printf(Locale.ROOT, "pretraining the %s, %.2f million weights ...%n", part, weights * 1e-6);
    }

    @Override
    public void begins(String stage, List<?> samples) {
        System.out.println("stage " + stage + ", " + samples.size() + " samples ...");
    }

    @Override
    public void evaluated(int step, Map<String, Double> known) {
        System.out.println("  knows at step " + step + ": "
                + known.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%s %.3f", each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public void stepped(Step step) {
        if (step.number() % EVERY != 0) return;
        System.out.printf(
                Locale.ROOT,
                "  step %d of %d, loss %.3g, %.0f ms%n",
                step.number(),
                step.of(),
                step.loss(),
                1000 * step.seconds());
    }
}
