package io.github.fttp.metrics.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Texts as the metrics see them: runs of {@code a-z} and {@code 0-9}, in lower case, without stemming. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");

    private Words() {}

    /** All sequences of {@code n} words of a text, with how often it has them. */
    static Map<List<String>, Integer> sequences(int n, String text) {
        return sequences(n, of(text));
    }

    /** Likewise of given words. */
    static Map<List<String>, Integer> sequences(int n, List<String> words) {
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i + n <= words.size(); i++) {
            counts.merge(List.copyOf(words.subList(i, i + n)), 1, Integer::sum);
        }
        return counts;
    }

    static List<String> of(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
