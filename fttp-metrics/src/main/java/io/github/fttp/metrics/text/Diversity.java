package io.github.fttp.metrics.text;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How varied texts are (Li et al. 2016, distinct-n): a model that was damaged repeats itself.
 *
 * @param distinct how many different sequences of words there are
 * @param all how many there are
 */
public record Diversity(int distinct, int all) {
    /** Counts all sequences of {@code n} words, words as for {@link Rouge}, none across texts. */
    public static Diversity of(List<String> texts, int n) {
        if (n < 1) throw new IllegalArgumentException("sequences have at least one word, asked for " + n);
        Set<List<String>> distinct = new HashSet<>();
        int all = 0;
        for (String text : texts) {
            List<String> words = Words.of(text);
            for (int i = 0; i + n <= words.size(); i++) {
                distinct.add(List.copyOf(words.subList(i, i + n)));
                all++;
            }
        }
        return new Diversity(distinct.size(), all);
    }

    /** Distinct-n: different sequences divided by all; NaN where there are none, which says nothing of a model. */
    public double share() {
        return all == 0 ? Double.NaN : (double) distinct / all;
    }
}
