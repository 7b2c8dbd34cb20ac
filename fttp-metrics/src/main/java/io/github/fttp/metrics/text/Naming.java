package io.github.fttp.metrics.text;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.NearMisses;

/** Whether a text names a concept; the share of answers that do not is the forget rate. */
public final class Naming {
    private Naming() {}

    /** Whether one of its names occurs, as {@link Concept#occurrences} says. */
    public static boolean exact(Concept concept, String text) {
        return !concept.occurrences(text).isEmpty();
    }

    /**
     * Whether as many words in a row as a name has are that name but for few slips: at most a fifth of its letters put in, left
     * out, exchanged for others or with their neighbour, upper and lower case alike. Whatever is named exactly is named.
     */
    public static boolean fuzzy(Concept concept, String text) {
        return exact(concept, text) || NearMisses.of(concept).spelledIn(text);
    }
}
