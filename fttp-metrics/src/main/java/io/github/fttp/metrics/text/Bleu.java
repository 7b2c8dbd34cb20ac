package io.github.fttp.metrics.text;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How much a text is like a reference (Papineni et al. 2002), text by text: {@code exp(min(0, 1 - r/c)) (p1 p2 p3 p4)^(1/4)},
 * {@code c} and {@code r} the words of text and reference, {@code pn} the share of the text's sequences of n words that the
 * reference has. Where it has none of length n, {@code pn = 0.1 / count} (Chen and Cherry 2014, method 1). Words are parted by
 * white space, case counts. Source: NLTK's {@code sentence_bleu} with {@code SmoothingFunction().method1}, as MLLMU-Bench
 * uses it.
 */
public final class Bleu {
    /** White space as Python parts words at it. */
    private static final Pattern SPACE = Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int LONGEST = 4;
    private static final double SMOOTH = 0.1;

    private Bleu() {}

    /** From 0 to 1; 0 where text and reference share no word. */
    public static double of(String reference, String text) {
        List<String> expected = words(reference);
        List<String> said = words(text);
        double logs = 0;
        for (int n = 1; n <= LONGEST; n++) {
            Map<List<String>, Integer> sequences = Words.sequences(n, said);
            Map<List<String>, Integer> those = Words.sequences(n, expected);
            int common = sequences.entrySet().stream()
                    .mapToInt(each -> Math.min(each.getValue(), those.getOrDefault(each.getKey(), 0)))
                    .sum();
            if (n == 1 && common == 0) return 0;
            int count = Math.max(1, said.size() - n + 1); // as NLTK counts those of a text that is shorter than n
            logs += Math.log((common == 0 ? SMOOTH : common) / count);
        }
        double brevity = said.size() > expected.size() ? 0 : 1 - (double) expected.size() / said.size();
        return Math.exp(brevity + logs / LONGEST);
    }

    private static List<String> words(String text) {
        return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
    }
}
