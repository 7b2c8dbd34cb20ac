package io.github.fttp.core.train;

import java.util.Locale;

/**
 * How a run ended.
 *
 * @param end which rule ended it
 * @param steps how many were made in all, those before a resumption included
 * @param seconds this part of it took
 * @param reason the same in words, with the figures that decided
 */
public record RunSummary(End end, int steps, double seconds, String reason) {
    /** The ends of a run. */
    public enum End {
        /** All steps were made. */
        STEPS,
        /** The concept was forgotten as far as {@link Unlearner#until} asked for: at chance, unless another goal was set. */
        CHANCE_REACHED,
        /** The concept was forgotten as far as was asked for before the first step: no step was made. */
        NOTHING_TO_FORGET,
        /** Somebody asked it to, by {@link StopSignal}: it can be resumed. */
        INTERRUPTED,
        /** A number was not finite; listeners are told, then {@link Diverged} is thrown. */
        DIVERGED;

        /** As files and logs have it: {@code chance_reached}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Says it in a sentence. */
    public String sentence() {
        return "The run ended after " + steps + (steps == 1 ? " step" : " steps")
                + (end == End.STEPS ? "" : " (" + end.word().replace('_', ' ') + ")") + ": " + reason + ".";
    }
}
