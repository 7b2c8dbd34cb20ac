package io.github.fttp.metrics.text;

import io.github.fttp.core.mask.Concept;
import java.util.List;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Whether a text names a concept; the share of answers that do not is the forget rate. */
public final class Naming {
    /** Of the letters of a name as many may be other ones: "Mira Volks", "Mirra Volk". */
    private static final double SLIPS = 0.2;

    private Naming() {}

    /** Whether one of its names occurs, as {@link Concept#occurrences} says. */
    public static boolean exact(Concept concept, String text) {
        return !concept.occurrences(text).isEmpty();
    }

    /**
     * Whether as many words in a row as a name has are that name but for few slips: an edit distance of at most a fifth of its
     * letters, upper and lower case alike. Whatever is named exactly is named.
     */
    public static boolean fuzzy(Concept concept, String text) {
        List<String> words = Words.of(text);
        return exact(concept, text) || concept.names().stream().anyMatch(name -> nearly(name, words));
    }

    private static boolean nearly(String name, List<String> words) {
        List<String> wanted = Words.of(name);
        String whole = String.join(" ", wanted);
        int slips = (int) (SLIPS * whole.replace(" ", "").length());
        LevenshteinDistance distance = new LevenshteinDistance(slips);
        for (int at = 0; at + wanted.size() <= words.size(); at++) {
            String found = String.join(" ", words.subList(at, at + wanted.size()));
            if (distance.apply(whole, found) >= 0) return true;
        }
        return false;
    }
}
