package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.robustness.Rounding;
import java.util.Locale;

/** A way to bring back what a method made a model forget: what comes back was hidden, not forgotten. */
public enum Attack {
    /** Words that are searched to stand in front of a question: text only. */
    PREFIX,
    /** A little ordinary training on what was forgotten. */
    RELEARNING,
    /** Coarser weights, as models are stored with to be used. */
    ROUNDING;

    /** Measurement of {@link #PREFIX} measures: how often the concept is named. */
    public static final String NAMED = "named behind a prefix searched among common words";
    /** Measurement of {@link #RELEARNING} measures: optimiser steps until half of what was lost is back. */
    public static final String STEPS = "steps to relearn";

    /** The name of what is measured with rounded weights. */
    public static String rounded(String measurement, Rounding rounding) {
        return measurement + " with " + rounding.name().toLowerCase(Locale.ROOT) + " weights";
    }

    /** As task files call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
