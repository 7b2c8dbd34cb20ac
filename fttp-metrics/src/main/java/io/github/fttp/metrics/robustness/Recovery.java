package io.github.fttp.metrics.robustness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a concept that a model does not give away when it is asked is gone from it, or only hidden, by these rules:
 *
 * <ul>
 *   <li>it is <i>not forgotten</i> where less than 95 % of it is gone when it is asked for as before;
 *   <li>else it is <i>hidden</i> where an attack brings back at least {@link #BACK} of what the untouched model recalls, or
 *       relearning brings half of it back within {@link #SOON} optimiser steps for at least half of the concepts;
 *   <li>else it is <i>gone</i>, as far as the attacks go that were tried.
 * </ul>
 *
 * @param state by these rules
 * @param by the attacks that bring it back, in their order
 */
public record Recovery(State state, List<String> by) {
    /** Share of what is gone, when it is asked for as before, from which on it counts as forgotten. */
    public static final double FORGOTTEN = 0.95;

    /** Share of what the untouched model recalls that an attack brings back where it was hidden. */
    public static final double BACK = 0.1;

    /** Optimiser steps within which relearning brings half of it back where it was hidden. */
    public static final int SOON = 5;

    /** The rules in words. */
    public static final String RULES = String.format(
            Locale.ROOT,
            "Hidden: at least %.0f %% of it is gone when it is asked for as before, but an attack brings back at least"
                    + " %.0f %% of what the untouched model recalls, as a mean over concepts, or relearning brings half of it back"
                    + " within %d steps for at least half of the concepts. Gone: no attack that was tried does.",
            100 * FORGOTTEN,
            100 * BACK,
            SOON);

    /** States of a concept. */
    public enum State {
        GONE("gone"),
        HIDDEN("hidden"),
        NOT_FORGOTTEN("not forgotten"),
        NOT_ATTACKED("not attacked");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    public Recovery {
        by = List.copyOf(by);
    }

    /**
     * Judges by what attacks brought back.
     *
     * @param forgotten share of the concept that is gone when it is asked for as before; NaN where that is not known
     * @param back share that each attack brings back of what the untouched model recalls; NaN where it was not tried
     * @param relearning the name of that attack
     * @param steps of relearning until half of what was lost is back, for half of all concepts; NaN where it was not tried or nothing
     *     was lost of any
     */
    public static Recovery of(double forgotten, Map<String, Double> back, String relearning, double steps) {
        List<String> by = new ArrayList<>();
        back.forEach((attack, share) -> {
            if (share >= BACK) by.add(attack);
        });
        if (steps <= SOON) by.add(relearning);
        if (!(forgotten >= FORGOTTEN)) return new Recovery(State.NOT_FORGOTTEN, List.of());
        boolean tried = Double.isFinite(steps) || back.values().stream().anyMatch(Double::isFinite);
        if (!tried) return new Recovery(State.NOT_ATTACKED, List.of());
        return new Recovery(by.isEmpty() ? State.GONE : State.HIDDEN, by);
    }

    /** {@code hidden: back by relearning, int4 weights}. */
    @Override
    public String toString() {
        return state.words + (by.isEmpty() ? "" : ": back by " + String.join(", ", by));
    }
}
