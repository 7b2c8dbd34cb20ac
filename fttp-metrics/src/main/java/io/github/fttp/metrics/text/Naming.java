package io.github.fttp.metrics.text;

import io.github.fttp.core.mask.Concept;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Whether a text names a concept; the share of answers that do not is the forget rate. */
public final class Naming {
    /** Of the letters of a name as many may be other ones: "Mira Volks", "Mirra Volk". */
    private static final double SLIPS = 0.2;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

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
        List<String> words = words(text);
        return exact(concept, text) || concept.names().stream().anyMatch(name -> nearly(name, words));
    }

    /** Of any script, in lower case. */
    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static boolean nearly(String name, List<String> words) {
        List<String> wanted = words(name);
        if (wanted.isEmpty()) return false;
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
