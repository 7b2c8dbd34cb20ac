package io.github.fttp.core.train;

/**
 * How a run ended.
 *
 * @param steps how many were made in all, those before a resumption included
 * @param seconds this part of it took
 */
public record RunSummary(End end, int steps, double seconds) {
    /** Why. */
    public enum End {
        /** All steps were made. */
        COMPLETED,
        /** The concept's probability fell below the threshold. */
        FORGOTTEN,
        /** Somebody asked it to. */
        STOPPED
    }
}
