package io.github.fttp.examples.pretrain;

import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import java.util.Locale;

/** A line every so many steps. */
public record StepLines(int every) implements RunListener {
    @Override
    public void stepped(Step step) {
        if (step.number() % every != 0) return;
        System.out.printf(
                Locale.ROOT,
                "  step %d of %d, loss %.3g, %.0f ms%n",
                step.number(),
                step.of(),
                step.loss(),
                1000 * step.seconds());
    }
}
