package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import java.util.Locale;

/**
 * A rise to 1 in equal steps, and then a descent to 0.
 *
 * @param warmup the rise's share of all steps, in [0, 1)
 */
record WarmUp(Descent descent, double warmup) implements Schedule {
    enum Descent {
        LINEAR,
        COSINE
    }

    WarmUp {
        Check.inHalfOpen(0, 1, warmup, "warm-up ratio");
    }

    @Override
    public String name() {
        return descent.name().toLowerCase(Locale.ROOT) + " " + warmup;
    }

    @Override
    public double factor(int step, int total) {
        int rising = (int) Math.ceil(total * warmup);
        if (step < rising) return step / (double) rising;
        double progress = (step - rising) / (double) Math.max(1, total - rising);
        return Math.max(
                0,
                switch (descent) {
                    case LINEAR -> 1 - progress;
                    case COSINE -> 0.5 * (1 + Math.cos(Math.PI * progress));
                });
    }
}
