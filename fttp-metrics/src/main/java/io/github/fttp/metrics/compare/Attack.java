package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.robustness.Rounding;
import java.util.Locale;

/** A way to bring back what a method made a model forget: what comes back was hidden, not forgotten. */
public enum Attack {
    /** Tokens that are searched by gradient to stand in front of a question or a prompt. */
    PREFIX,
    /** Questions that ask otherwise for what was to be forgotten: text only. */
    PROBES,
    /** A little ordinary training on what was forgotten. */
    RELEARNING,
    /** Coarser weights, as models are stored with to be used. */
    ROUNDING;

    /** Measurement of {@link #PREFIX} in text: how often the concept is named. */
    public static final String NAMED = "named behind a searched prefix";
    /** Measurement of {@link #PREFIX} in images: how often the concept is drawn. */
    public static final String DRAWN = "drawn behind a learned prefix";
    /**
     * Measurement of {@link #RELEARNING}: optimiser steps until half of what was lost is back; one more than are made if it
     * never is.
     */
    public static final String STEPS = "steps to relearn";
    /** Steps that {@link #RELEARNING} makes at most. */
    public static final int MOST_STEPS = 20;

    private static final String RECALLED = "recalled, ";

    /** The name of the share that is still recalled where it is asked for so. */
    public static String recalled(String probe) {
        return RECALLED + probe;
    }

    /** Whether a measurement is of {@link #PROBES}. */
    static boolean isRecalled(String measurement) {
        return measurement.startsWith(RECALLED);
    }

    /** The name of the probe that such a measurement is of. */
    static String probe(String measurement) {
        return measurement.substring(RECALLED.length());
    }

    /** The name of what is measured with rounded weights. */
    public static String rounded(String measurement, Rounding rounding) {
        return measurement + suffix(rounding);
    }

    /** End of the name of a measurement with rounded weights. */
    static String suffix(Rounding rounding) {
        return " with " + rounding.name().toLowerCase(Locale.ROOT) + " weights";
    }

    /** As task files call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
