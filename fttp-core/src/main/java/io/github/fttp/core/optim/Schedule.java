package io.github.fttp.core.optim;

import io.github.fttp.core.Check;
import java.util.function.DoubleUnaryOperator;

/**
 * The course of the learning rate over a run, as transformers' {@code get_*_schedule_with_warmup}: with a warm-up the
 * first step has rate 0.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * What the learning rate is multiplied by.
     *
     * @param step from 0
     * @param total number of steps of the run
     */
    double factor(int step, int total);

    /** Always 1. */
    static Schedule constant() {
        return (step, total) -> 1;
    }

    /** Up to 1 during the warm-up, then straight down to 0. {@code warmup} is its share of all steps, in [0, 1). */
    static Schedule linear(double warmup) {
        return warming(warmup, progress -> 1 - progress);
    }

    /** Up to 1 during the warm-up, then down half a cosine to 0. {@code warmup} is its share of all steps, in [0, 1). */
    static Schedule cosine(double warmup) {
        return warming(warmup, progress -> 0.5 * (1 + Math.cos(Math.PI * progress)));
    }

    private static Schedule warming(double warmup, DoubleUnaryOperator descent) {
        Check.inHalfOpen(0, 1, warmup, "warm-up ratio");
        return (step, total) -> {
            int rising = (int) Math.ceil(total * warmup);
            if (step < rising) return step / (double) rising;
            return Math.max(0, descent.applyAsDouble((step - rising) / (double) Math.max(1, total - rising)));
        };
    }
}
